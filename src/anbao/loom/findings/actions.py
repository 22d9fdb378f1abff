"""Writes of findings. ``open_findings`` is the batch form that records use; the rest act on one finding."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anbao.kit import clock
from anbao.kit.access.scopes import Denied, Reach
from anbao.kit.inbox import actions as inbox
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry
from anbao.kit.live import actions as live
from anbao.kit.locks import Lock, hold
from anbao.loom.campaigns.models import Campaign
from anbao.loom.findings import queries, rules
from anbao.loom.findings.models import Finding, FindingState, FindingStep, Reaction, Severity
from anbao.loom.findings.words import categories
from anbao.org import queries as org
from anbao.org.models import Area, Device, Institution, Person, Post

#: days that may be asked for at once; assumed by us
LONGEST_EXTENSION = 60


class FindingFault(ValueError):
    """The step can't be taken; the message is for the user."""


@dataclass(frozen=True)
class Defect:
    """What a record, an alarm or a person found wrong."""

    institution: Institution
    category: str
    title: str
    found_in: str
    at: datetime
    found_by: Person | None = None
    campaign: Campaign | None = None
    severity: str = ""
    detail: str = ""
    area: Area | None = None
    device: Device | None = None
    owner: Person | None = None
    #: in English, where the house wrote title and detail; what a person typed stays as typed
    title_en: str = ""
    detail_en: str = ""
    #: somebody looked at what is open there and says that this is something else
    apart: bool = False

    @property
    def note(self) -> str:
        return "\n".join(dict.fromkeys(filter(None, (self.title, self.detail))))

    @property
    def note_en(self) -> str:
        return "\n".join(dict.fromkeys(filter(None, (self.title_en or self.title, self.detail_en or self.detail))))


@dataclass(frozen=True)
class _Done:
    """What became of a defect. ``said``: opened, recurred or added; ``told``: whether the owner has to hear of it."""

    finding: Finding
    said: str
    told: bool


def open_findings(defects: Sequence[Defect], *, actor: str) -> list[Finding]:
    """Open a finding for every defect; add to the one that is open, or raise the closed one, of the same place and category.

    Part of the caller's transaction; appends the ledger lines and tells the owners. Two defects of one call stay two.
    """
    if not defects:
        return []
    chairs = org.chairs_over({d.institution.path for d in defects}, clock.local_day(max(d.at for d in defects)))
    done: list[_Done] = []
    for defect in defects:
        done.append(_take_up(defect, actor, chairs, taken=[d.finding.pk for d in done]))
    ledger.append(
        [
            Entry(
                f"findings.finding.{one.said}", actor, f"finding:{one.finding.pk}", d.at, one.finding.institution.path,
                {"category": one.finding.category, "severity": one.finding.severity, "in": d.found_in},
            )
            for one, d in zip(done, defects, strict=True)
        ]
    )  # fmt: skip
    inbox.tell([_told_owner(one.finding) for one in done if one.told and one.finding.owner_id], at=defects[-1].at)
    live.publish_places("findings", [one.finding.institution.path for one in done])
    return [one.finding for one in done]


def _take_up(defect: Defect, actor: str, chairs: org.Chairs, *, taken: Sequence[int]) -> _Done:
    """The finding of a defect: the open one, the closed one again, or a new one."""
    # a machine judges one device by itself: it never takes up what a person found at another
    exact = defect.found_by is None and defect.device is not None
    title = defect.title[:120]
    rows = queries.alike(
        defect.institution, defect.category, area=defect.area, device=defect.device, exact=exact, title=title
    )
    if defect.apart:
        rows = rows.filter(state=FindingState.CLOSED)
    rows = rows.exclude(pk__in=taken)
    known = rows.select_for_update(of=("self",)).first()
    if known is None:
        # another report of the same may be on its way: it holds the ledger's head until it is there to be seen. Whoever
        # works on that finding just now waits for the head himself, so its row is not waited for
        hold(Lock.LEDGER_HEAD)
        known = rows.select_for_update(of=("self",), skip_locked=True).first()
    if known is None:
        return _Done(_open_one(defect, actor, chairs), "opened", told=True)
    if known.state == FindingState.CLOSED:
        return _Done(_recur(known, defect, actor), "recurred", told=True)
    before = known.severity, known.state
    _add(known, defect, actor)
    return _Done(known, "added", told=before != (known.severity, known.state))


def _open_one(defect: Defect, actor: str, chairs: org.Chairs) -> Finding:
    category = categories()[defect.category]
    severity = defect.severity or category.severity
    owner_id = defect.owner.pk if defect.owner else chairs.leader_above(defect.institution.pk, None)
    finding = Finding.house.create(
        campaign=defect.campaign, net=category.net, institution=defect.institution, area=defect.area, device=defect.device,
        category=category.id, severity=severity, title=defect.title[:120], title_en=defect.title_en[:160] or _english(defect.title),
        detail=defect.detail, detail_en=defect.detail_en, found_in=defect.found_in,
        found_by=defect.found_by, found_at=defect.at, owner_id=owner_id, deadline=rules.deadline(severity, defect.at),
    )  # fmt: skip
    _step(finding, "open", "", actor, defect.at, note=defect.detail, note_en=defect.detail_en)
    return finding


def _english(title: str) -> str:
    """The English of a title that is but a category's name, whoever wrote it."""
    return next((category.en for category in categories().values() if category.zh == title), "")


def _recur(finding: Finding, defect: Defect, actor: str) -> Finding:
    """The same defect at the same place again: open, one severity higher, or as grave as it is now if that is more."""
    before, finding.state = finding.state, rules.after("recur", finding.state)
    finding.severity = rules.gravest([rules.raised(finding.severity), defect.severity or finding.severity])
    finding.recurrences += 1
    finding.found_in, finding.found_at, finding.found_by = defect.found_in, defect.at, defect.found_by
    finding.deadline, finding.closed_at = rules.deadline(finding.severity, defect.at), None
    finding.rectified_at = finding.rectified_by = None
    _name_the_spot(finding, defect)
    finding.save()
    _step(finding, "recur", before, actor, defect.at, note=defect.note, note_en=defect.note_en)
    return finding


def _add(finding: Finding, defect: Defect, actor: str) -> None:
    """Reported again while it is open: one finding with one more step. What is graver moves severity and deadline.

    Seen after it was said to be put right, it is not: the finding is open again.
    """
    before = finding.state
    if defect.severity:
        finding.severity = rules.gravest([finding.severity, defect.severity])
        finding.deadline = min(finding.deadline, rules.deadline(finding.severity, defect.at))
    if finding.rectified_at is None or defect.at > finding.rectified_at:
        finding.state = rules.after("again", finding.state)
        finding.rectified_at = finding.rectified_by = None
    _name_the_spot(finding, defect)
    finding.save()
    _step(finding, "again", before, actor, defect.at, note=defect.note, note_en=defect.note_en)


def _name_the_spot(finding: Finding, defect: Defect) -> None:
    """What nobody could name before: the area, the device."""
    finding.area, finding.device = finding.area or defect.area, finding.device or defect.device


def _step(
    finding: Finding,
    verb: str,
    before: str,
    actor: str,
    at: datetime,
    *,
    note: str = "",
    reaction: str = "",
    note_en: str = "",
) -> FindingStep:
    return FindingStep.objects.create(
        finding=finding, verb=verb, before=before, after=finding.state, actor=actor, at=at, note=note, note_en=note_en,
        reaction=reaction,
    )  # fmt: skip


def _told_owner(finding: Finding) -> inbox.Word:
    return inbox.Word(
        f"person:{finding.owner_id}",
        "finding",
        f"新隐患:{finding.institution} {finding.title}",
        f"Finding: {finding.institution} {finding.title_en or finding.title}",
        f"/findings/{finding.pk}/",
        group="finding",
        many_link="/findings/?mine=1",
    )


def _held(finding_id: int) -> Finding:
    return Finding.house.select_for_update(of=("self",)).select_related("institution", "owner").get(pk=finding_id)


def _move(finding: Finding, verb: str) -> str:
    """Change the state by the table; returns the state before."""
    wanted, before = rules.after(verb, finding.state), finding.state
    if wanted is None:
        raise FindingFault(
            _("This finding is %(state)s; that step is not possible now.") % {"state": finding.get_state_display()}
        )
    finding.state = wanted
    return before


def _said(finding: Finding, verb: str, actor: Person, at: datetime, **detail) -> None:
    ledger.append(
        [Entry(f"findings.finding.{verb}", actor.tag, f"finding:{finding.pk}", at, finding.institution.path, detail)]
    )
    live.publish("findings", scope=finding.institution.path, finding=finding.pk)


@transaction.atomic
def report(*, actor: Person, reach: Reach, defect: Defect) -> Finding:
    """A person reports a defect seen at a place in reach."""
    if not reach.covers(defect.institution.path):
        raise Denied(_("That place is not in your institutions."))
    if not rules.may_report(reach, defect.institution.path):
        raise Denied(_("Your post reports no findings."))
    _bounded(defect.detail)
    return open_findings([defect], actor=actor.tag)[0]


def _bounded(note: str) -> None:
    """Refuse what nobody reads to its end; the pages would carry it for ever."""
    if len(note) > rules.LONGEST:
        told = {"n": rules.LONGEST, "many": len(note)}
        raise FindingFault(_("At most %(n)d characters, these are %(many)d.") % told)


def _mending(actor: Person, reach: Reach, finding: Finding) -> None:
    if not reach.covers(finding.institution.path):
        raise Denied(_("That place is not in your institutions."))
    if not rules.may_mend(reach, finding.institution.path, owns=actor.pk == finding.owner_id):
        raise Denied(_("A finding is put right by its owner, the people of its place, or those who look after it."))


@transaction.atomic
def rectify(*, actor: Person, reach: Reach, finding_id: int, note: str, at: datetime) -> Finding:
    """The owner, someone of the place, or who looks after it says how it was put right."""
    finding = _held(finding_id)
    _mending(actor, reach, finding)
    _bounded(note)
    if not note.strip():
        raise FindingFault(_("Say what was done."))
    before = _move(finding, "rectify")
    finding.rectified_by, finding.rectified_at, finding.asked = actor, at, None
    finding.save()
    _step(finding, "rectify", before, actor.tag, at, note=note)
    _said(finding, "rectified", actor, at)
    return finding


@transaction.atomic
def verify(*, actor: Person, reach: Reach, finding_id: int, holds: bool, note: str, at: datetime) -> Finding:
    """Someone independent with the power finding.verify closes it, or sends it back."""
    finding = _held(finding_id)
    if not reach.may("finding.verify") or not reach.covers(finding.institution.path):
        raise Denied(_("You may not verify this finding."))
    if not rules.may_verify(actor.pk, finding.owner_id, finding.rectified_by_id):
        raise Denied(_("A finding is verified by somebody who neither owns nor rectified it."))
    _bounded(note)
    before = _move(finding, "verify" if holds else "refuse")
    finding.closed_at = at if holds else None
    if not holds:  # the steps keep who said that it was put right
        finding.rectified_at = finding.rectified_by = None
    finding.save()
    _step(finding, "verify" if holds else "refuse", before, actor.tag, at, note=note)
    _said(finding, "closed" if holds else "refused", actor, at)
    return finding


@transaction.atomic
def observe(*, finding_id: int, verb: str, note: str, at: datetime, note_en: str = "", actor: str = "system") -> bool:
    """A machine that measured the defect says what it sees: ``rectify``, ``verify`` or ``refuse``; see rule 4.

    Returns whether the step was possible: people may have taken it before. Never verifies a critical finding, nor one that
    a person reported as well: what he saw the machine can't tell.
    """
    finding = _held(finding_id)
    wanted = rules.after(verb, finding.state)
    if wanted is None or (verb == "verify" and (finding.severity == Severity.CRITICAL or _seen_by_people(finding))):
        return False
    before, finding.state = finding.state, wanted
    if verb == "rectify":
        finding.rectified_at, finding.asked = at, None
    finding.closed_at = at if verb == "verify" else None
    if verb == "refuse":
        finding.rectified_at = finding.rectified_by = None
    finding.save()
    _step(finding, verb, before, actor, at, note=note, note_en=note_en)
    said = {"rectify": "rectified", "verify": "closed", "refuse": "refused"}[verb]
    ledger.append(
        [
            Entry(
                f"findings.finding.{said}", actor, f"finding:{finding.pk}", at, finding.institution.path, {"note": note}
            )
        ]
    )
    live.publish("findings", scope=finding.institution.path, finding=finding.pk)
    return True


def _seen_by_people(finding: Finding) -> bool:
    return finding.steps.filter(verb="again", actor__startswith="person:", at__gte=finding.found_at).exists()


@transaction.atomic
def worsen(
    *, finding_id: int, severity: str, note: str, at: datetime, note_en: str = "", actor: str = "system"
) -> bool:
    """A machine that measured the defect finds it graver than it was; False when it is not open or as grave already."""
    finding = _held(finding_id)
    if finding.state != FindingState.OPEN or rules.gravest([finding.severity, severity]) == finding.severity:
        return False
    finding.severity = severity
    finding.deadline = min(finding.deadline, rules.deadline(severity, at))
    finding.save()
    _step(finding, "worsen", finding.state, actor, at, note=note, note_en=note_en)
    entry = Entry(
        "findings.finding.worsened",
        actor,
        f"finding:{finding.pk}",
        at,
        finding.institution.path,
        {"severity": severity},
    )
    ledger.append([entry])
    if finding.owner_id:
        inbox.tell([_told_owner(finding)], at=at)
    live.publish("findings", scope=finding.institution.path, finding=finding.pk)
    return True


@transaction.atomic
def react(*, actor: Person, reach: Reach, finding_id: int, reaction: str, note: str, at: datetime) -> Finding:
    """On-the-spot fix, circular or interview: how the branch reacted, kept as a step."""
    finding = _held(finding_id)
    if not reach.covers(finding.institution.path) or not (
        reach.may("finding.verify") or actor.pk == finding.found_by_id
    ):
        raise Denied(_("You may not act on this finding."))
    if reaction not in Reaction.values:
        raise FindingFault(_("Choose what the branch did."))
    _bounded(note)
    _step(finding, "react", finding.state, actor.tag, at, note=note, reaction=reaction)
    _said(finding, "reacted", actor, at, reaction=reaction)
    return finding


@transaction.atomic
def hand_over(*, actor: Person, reach: Reach, finding_id: int, owner: Person, at: datetime) -> Finding:
    """Give the finding another owner in reach."""
    finding = _held(finding_id)
    if (
        not reach.may("task.assign")
        or not reach.covers(finding.institution.path)
        or not reach.covers(owner.institution.path)
    ):
        raise Denied(_("You may not hand this finding over."))
    if finding.state == FindingState.CLOSED:
        raise FindingFault(_("A closed finding has nothing left to hand over."))
    theirs = org.reach_of_person(owner, clock.local_day(at))
    if not rules.may_report(theirs, finding.institution.path):
        raise FindingFault(_("%(name)s holds no post there whose work it would be.") % {"name": owner.name})
    finding.owner = owner
    finding.save()
    _step(finding, "hand_over", finding.state, actor.tag, at, note=owner.name)
    _said(finding, "handed_over", actor, at, owner=owner.pk)
    inbox.tell([_told_owner(finding)], at=at)
    return finding


@transaction.atomic
def ask_extension(*, actor: Person, reach: Reach, finding_id: int, days: int, reason: str, at: datetime) -> Finding:
    """Ask for more days; the deadline moves only when a higher level agrees."""
    finding = _held(finding_id)
    _mending(actor, reach, finding)
    _bounded(reason)
    if finding.state != FindingState.OPEN:
        raise FindingFault(_("Only an open finding has a deadline to move."))
    if not 1 <= days <= LONGEST_EXTENSION or not reason.strip():
        raise FindingFault(_("Say how many days and why."))
    until = rules.day_end(finding.deadline, days)
    finding.asked = {"until": until.isoformat(), "by": actor.pk, "reason": reason}
    finding.save()
    _step(finding, "ask", finding.state, actor.tag, at, note=reason)
    _said(finding, "extension_asked", actor, at, days=days)
    return finding


def may_extend(*, actor: Person, reach: Reach, finding: Finding, at: datetime) -> bool:
    """Whether `actor` may decide an extension: the power, a post above the finding's place, and not his own wish."""
    held = Post.house.held_on(clock.local_day(at)).filter(person=actor).values_list("institution__path", flat=True)
    place, asked = finding.institution.path, finding.asked or {}
    return (
        reach.may("finding.extend")
        and any(place.startswith(path) and path != place for path in held)
        and asked.get("by") != actor.pk
    )


@transaction.atomic
def extend(*, actor: Person, reach: Reach, finding_id: int, grant: bool, at: datetime) -> Finding:
    """Decide an extension of an open finding: needs finding.extend and a post at a higher institution than its place."""
    finding = _held(finding_id)
    if not may_extend(actor=actor, reach=reach, finding=finding, at=at):
        raise Denied(_("An extension needs somebody at a higher level."))
    if finding.state != FindingState.OPEN:
        raise FindingFault(_("Only an open finding has a deadline to move."))
    if finding.asked is None:
        raise FindingFault(_("Nobody asked for an extension."))
    if grant:
        finding.deadline = finding.asked_until
    finding.asked = None
    finding.save()
    _step(finding, "extend" if grant else "keep", finding.state, actor.tag, at)
    _said(finding, "extended" if grant else "extension_refused", actor, at, deadline=finding.deadline)
    return finding
