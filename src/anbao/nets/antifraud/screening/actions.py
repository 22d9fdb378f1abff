"""Writes of screening: lists and their editions, look-ups. Runs are in ``runs``, decisions in ``decisions``."""

import json
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from anbao.engines.naming.subjects import Subject
from anbao.kit.access.scopes import Denied, Reach
from anbao.kit.copying import copy_in
from anbao.kit.crypto import fingerprint, sm3
from anbao.kit.inbox import actions as inbox
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry as Line
from anbao.kit.live import actions as live
from anbao.kit.tables.reading import Fault, read
from anbao.nets.antifraud.screening import editions, matching
from anbao.nets.antifraud.screening.decisions import decide
from anbao.nets.antifraud.screening.models import Edition, EditionState, Entry, RiskList
from anbao.nets.antifraud.screening.queries import in_force
from anbao.nets.antifraud.screening.retention import forget_entries
from anbao.nets.antifraud.screening.rules import BRING, WORK, ScreeningFault
from anbao.nets.antifraud.screening.runs import advance, advance_all, ask_run, go_on, stop_run
from anbao.nets.antifraud.screening.sheets import LIST, ROW_LIMIT
from anbao.nets.antifraud.screening.words import PURPOSES
from anbao.org.models import Institution, Person

__all__ = (
    "ListRefused", "ScreeningFault", "add_list", "advance", "advance_all", "ask_run", "bring_edition", "decide",
    "decide_edition", "go_on", "look_up", "stop_run",
)  # fmt: skip


class ListRefused(ValueError):
    """A file of which nothing was taken; ``faults`` names every bad row."""

    def __init__(self, faults: list[Fault]):
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


def _may_bring(reach: Reach, path: str) -> None:
    if not reach.may(BRING) or not reach.covers(path):
        raise Denied(_("You may not bring lists for this institution."))


@transaction.atomic
def add_list(
    *,
    actor: Person,
    reach: Reach,
    at: datetime,
    institution: Institution,
    name: str,
    source: str,
    assumed: bool = False,
) -> RiskList:
    """Begin a list of an institution; it is empty until an edition is brought."""
    _may_bring(reach, institution.path)
    if not name.strip() or not source.strip():
        raise ScreeningFault(_("Say the list's name and where it comes from."))
    try:
        with transaction.atomic():
            made = RiskList.house.create(
                institution=institution, name=name.strip(), source=source.strip(), assumed=assumed
            )
    except IntegrityError as error:
        raise ScreeningFault(_("This institution already keeps a list of that name.")) from error
    detail = {"name": made.name, "source": made.source}
    ledger.append([Line("screening.list.added", actor.tag, f"list:{made.pk}", at, institution.path, detail)])
    return made


@transaction.atomic
def bring_edition(
    *, actor: Person, reach: Reach, at: datetime, risk_list_id: int, content: bytes, file_name: str
) -> Edition:
    """Take a file in as the next edition, all of it or nothing; held when it lost too much.

    Raises Unreadable for the file as a whole, ListRefused with every bad row.
    """
    held = RiskList.house.select_for_update(of=("self",)).select_related("institution").get(pk=risk_list_id)
    _may_bring(reach, held.institution.path)
    if Edition.house.filter(risk_list=held, state=EditionState.HELD).exists():
        raise ScreeningFault(_("An edition of this list is waiting for confirmation. Decide about it first."))
    draft = editions.draft_of(read(content, LIST, texts=True, limit=ROW_LIMIT))
    if draft.faults:
        raise ListRefused(draft.faults)
    edition = _edition(held, draft, actor, at, content, file_name)
    entries = editions.entries_of(edition, draft.lines)
    copy_in(entries)
    copy_in(editions.numbers_of(entries, draft.lines))
    if edition.state == EditionState.CURRENT:
        forget_entries()
    else:
        _tell_held(edition, at)
    _said(edition, "brought", actor, at)
    return edition


def _edition(held: RiskList, draft: editions.Draft, actor: Person, at: datetime, content: bytes, name: str) -> Edition:
    """The edition's row, with what came and what went against the one in force."""
    known = Entry.objects.filter(edition__risk_list=held, edition__state=EditionState.CURRENT)
    before = list(known.values_list("subject", flat=True))
    added, removed = editions.changes(before, draft.lines)
    last = Edition.house.filter(risk_list=held).aggregate(last=Max("number"))["last"] or 0
    is_held = editions.is_held(len(before), len(draft.lines), removed)
    if not is_held:
        Edition.house.filter(risk_list=held, state=EditionState.CURRENT).update(state=EditionState.PAST)
    return Edition.house.create(
        risk_list=held, number=last + 1, file_name=file_name_of(name), digest=sm3(content).hex(), size=len(draft.lines),
        added=added, removed=removed, remarks=json.dumps(draft.remarks), remark_count=len(draft.remarks),
        state=EditionState.HELD if is_held else EditionState.CURRENT, brought_by=actor, brought_at=at,
    )  # fmt: skip


def file_name_of(name: str) -> str:
    return name.rsplit("/", 1)[-1][-120:] or "-"


def _tell_held(edition: Edition, at: datetime) -> None:
    """Everybody else who may confirm it hears of it."""
    path = edition.risk_list.institution.path
    people = Person.house.filter(posts__until__isnull=True, posts__kind__in=("security_chief", "antifraud_officer"))
    nearby = people.filter(institution__path=path).exclude(pk=edition.brought_by_id).distinct()
    told = (
        f"名单 {edition.risk_list} 少了 {edition.removed} 条,等待确认",
        f"List {edition.risk_list} lost {edition.removed} entries: confirm it",
    )
    inbox.tell([inbox.Word(p.tag, "list", *told, f"/screening/lists/{edition.risk_list_id}/") for p in nearby], at=at)


def _said(edition: Edition, verb: str, actor: Person, at: datetime) -> None:
    detail = {
        "list": edition.risk_list_id, "number": edition.number, "sm3": edition.digest, "entries": edition.size,
        "added": edition.added, "removed": edition.removed, "state": edition.state, "file": edition.file_name,
    }  # fmt: skip
    path = edition.risk_list.institution.path
    ledger.append([Line(f"screening.edition.{verb}", actor.tag, f"edition:{edition.pk}", at, path, detail)])
    live.publish("screening", scope=path, list=edition.risk_list_id)


@transaction.atomic
def decide_edition(*, actor: Person, reach: Reach, at: datetime, edition_id: int, take: bool) -> Edition:
    """A second person puts a held edition in force, or turns it away."""
    rows = Edition.house.select_for_update(of=("self",)).select_related("risk_list__institution")
    edition = rows.get(pk=edition_id)
    _may_bring(reach, edition.risk_list.institution.path)
    if actor.pk == edition.brought_by_id:
        raise Denied(_("A held edition is confirmed by somebody else than who brought it."))
    if edition.state != EditionState.HELD:
        raise ScreeningFault(_("This edition is not waiting any more."))
    if take:
        Edition.house.filter(risk_list=edition.risk_list_id, state=EditionState.CURRENT).update(state=EditionState.PAST)
    edition.state = EditionState.CURRENT if take else EditionState.DROPPED
    edition.decided_by, edition.decided_at = actor, at
    edition.save(update_fields=["state", "decided_by", "decided_at"])
    forget_entries()
    _said(edition, "confirmed" if take else "dropped", actor, at)
    return edition


@transaction.atomic
def look_up(
    *, actor: Person, reach: Reach, at: datetime, purpose: str, reference: str, subject: Subject
) -> list[matching.Found]:
    """Ask whether one subject is on a list in force; the question is a ledger line, its values only keyed hashes.
    What is found includes possible hits (``matching.banded`` parts them)."""
    if not reach.may(WORK) or not reach.scopes:
        raise Denied(_("You may not look people up on the lists."))
    if purpose not in PURPOSES or not reference.strip():
        raise ScreeningFault(_("Say what the look-up is for, and the number of the request or case."))
    lists = in_force(reach)
    if not lists:
        raise ScreeningFault(_("No list is in force here. Bring one first."))
    found = matching.ask(tuple((edition.pk, edition.digest) for edition in lists), subject)
    likely, possible = matching.banded(found)
    detail = {
        "purpose": purpose, "reference": reference.strip()[:60], "kinds": sorted({kind for kind, _n in subject.numbers()} | ({"name"} if subject.names else set())),
        "asked": fingerprint(editions.text_of(subject, "")).hex()[:16], "editions": [edition.pk for edition in lists], "found": len(likely),
        "possible": len(possible), "matcher": matching.MATCHER,
    }  # fmt: skip
    ledger.append([Line("screening.subject.looked_up", actor.tag, "subject", at, min(reach.scopes), detail)])
    return found
