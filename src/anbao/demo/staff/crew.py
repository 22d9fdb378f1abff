"""The crew at work: duties become filings, through loom.records.actions.file_records in batches."""

import logging
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from zlib import crc32

from anbao.demo.facts import dice
from anbao.demo.staff import pictures, story
from anbao.demo.staff.forms import Writer, fill, remark_on
from anbao.demo.staff.habits import EXCUSED, ON_TIME, ZONE, Duty, Intent, habits
from anbao.demo.staff.holdings import Holdings
from anbao.demo.staff.roster import Roster
from anbao.kit.access.scopes import Denied, Reach
from anbao.loom.campaigns.models import Campaign
from anbao.loom.records import actions as records
from anbao.loom.records.actions import Filing
from anbao.loom.records.descriptors import CheckItem, Kind, kinds
from anbao.loom.records.filers import may_file
from anbao.loom.tasks import actions as tasks
from anbao.loom.tasks.models import Task, TaskState
from anbao.org import words
from anbao.org.models import Institution

LOG = logging.getLogger("anbao.demo")
#: filings handed in together
BATCH = 400
#: of somebody whose own place lies elsewhere (a vendor's guard): he files what tasks ask of him
NOWHERE = Reach()
#: a shift's form filed before noon is the night's
NOON = 12


class Unasked:
    """Records that no task asks for: visitors, interceptions. A day's are drawn once and kept while it lasts."""

    def __init__(self, roster: Roster, *, seed: int):
        self._roster, self._seed = roster, seed
        self._days: dict[date, list[tuple[Duty, datetime]]] = {}
        self._filers: dict[tuple[str, int], list[int]] = {}

    def between(self, since: datetime, until: datetime) -> list[tuple[Duty, datetime]]:
        """Made-up duties whose moment lies in (since, until], in order; task 0 stands for none."""
        first, last = since.astimezone(ZONE).date(), until.astimezone(ZONE).date()
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        self._days = {day: self._days.get(day) or self._drawn(day) for day in days}
        return [pair for day in days for pair in self._days[day] if since < pair[1] <= until]

    def _drawn(self, day: date) -> list[tuple[Duty, datetime]]:
        found, roster = [], self._roster
        for entry in habits()["spontaneous"]:
            for place in roster.places.values():
                if place.kind not in entry["places"] or place.pk not in roster.crews:
                    continue
                draw = dice(self._seed, "unasked", entry["kind"], day, place.code)
                at = datetime.combine(day, time(9, 30), ZONE) + timedelta(minutes=draw.randint(0, 420))
                able = self._able(entry["kind"], place)
                if draw.random() < entry["chance"] and able:
                    who, name = draw.choice(able), f"{entry['kind']}|{place.code}|{day}"
                    found.append((_free(name, entry["kind"], place, at, who), at))
        return sorted(found, key=lambda pair: pair[1])

    def _able(self, kind: str, place: Institution) -> list[int]:
        """The people posted at a place whose posts file the kind there."""
        key, reaches = (kind, place.pk), self._roster.reaches
        if key not in self._filers:
            self._filers[key] = [
                person
                for person in self._roster.crews[place.pk]
                if may_file(kinds()[kind], reaches.get(person, NOWHERE), path=place.path, place_kind=place.kind)
            ]
        return self._filers[key]


def _free(name: str, kind: str, place: Institution, at: datetime, who: int) -> Duty:
    return Duty(0, name, "", kind, place.pk, place.short_name, None, None, None, at, at, at, who)


class Crew:
    """Everyone of a campaign who works. ``seed`` decides all draws; who sits where is read once, at the start.

    ``story``: the scenes of the story are theirs, and what nobody asks for; else they do what tasks ask, and no more.
    """

    def __init__(self, campaign: Campaign, roster: Roster, *, seed: int, story: bool = True):
        self.campaign, self.roster, self.seed, self._told = campaign, roster, seed, story
        self._held = Holdings(roster)
        self._unasked = Unasked(roster, seed=seed)
        self._presets = {
            code: text.get("preset") or {} for code, text in campaign.measures.values_list("code", "definition")
        }
        self.filed = self.excused = 0
        #: duties that could not be filed, with the words of the refusal; a healthy replay has none
        self.refused: list[tuple[str, str]] = []

    def work(self, duties: Sequence[tuple[Duty, Intent]], since: datetime, until: datetime) -> None:
        """File, or have excused, what has come due for it; tasks that somebody else finished are left alone.

        Records that no task asks for (visitors, interceptions), by the chances of data/habits.yaml, go in with them.
        """
        held = self._still_open([duty.task for duty, _ in duties])
        due = [(duty, intent) for duty, intent in duties if duty.task in held]
        unasked = self._unasked.between(since, until) if self._told else ()
        free = [(duty, Intent(ON_TIME, at)) for duty, at in unasked]
        filings = [
            drawn
            for duty, intent in [*due, *free]
            if intent.outcome != EXCUSED
            and (drawn := self._filing(duty, intent, held.get(duty.task, duty.assignee))) is not None
        ]
        filings.sort(key=lambda drawn: drawn[0].at)
        for start in range(0, len(filings), BATCH):
            self._bring_in(filings[start : start + BATCH])
        for duty, intent in due:
            if intent.outcome == EXCUSED:
                self._excuse(duty, intent)

    def file(self, duty: Duty, at: datetime) -> None:
        """File one duty now."""
        drawn = self._filing(duty, Intent(ON_TIME, at), duty.assignee)
        self._bring_in([drawn] if drawn else [])

    def _still_open(self, ids: Sequence[int]) -> dict[int, int | None]:
        rows = Task.house.filter(pk__among=ids, state__in=[TaskState.OPEN, TaskState.MISSED]).order_by()
        return dict(rows.values_list("pk", "assignee_id")) if ids else {}

    def _bring_in(self, drawn: Sequence[tuple[Filing, tuple[int, int]]]) -> None:
        """The photos of all of them first, then the filings."""
        if drawn:
            self._hand_in(pictures.bring(*zip(*drawn, strict=True)))

    def _hand_in(self, filings: Sequence[Filing]) -> None:
        """All at once; when one is refused or taken, one by one, so that the others still get in."""
        if not filings:
            return
        try:
            records.file_records(filings, reaches=self.roster.reaches)
            self.filed += len(filings)
        except (records.FilingRefused, tasks.TaskTaken, Denied) as refusal:
            if len(filings) == 1:
                filing = filings[0]
                self.refused.append((f"{filing.kind} {filing.actor.name}", str(refusal)))
                LOG.warning("not accepted: %s of %s: %s", filing.kind, filing.actor.staff_no, refusal)
                return
            middle = len(filings) // 2
            self._hand_in(filings[:middle])
            self._hand_in(filings[middle:])

    def _filing(self, duty: Duty, intent: Intent, assignee: int | None) -> tuple[Filing, tuple[int, int]] | None:
        """The filing, still without its photos: how many it wants, and the number of the first picture."""
        kind, at = kinds().get(duty.kind), intent.moment
        if kind is None or assignee not in self.roster.people:
            return None
        draw = dice(self.seed, "form", duty.name)
        actor = self._actor(kind, duty, assignee, at)
        co_signers = self._co_signers(kind, duty, actor, at)
        failed = self._failed(kind, duty, draw)
        form = fill(
            kind,
            self._writer(kind, duty, actor, at, draw),
            failed=[i for i, _ in failed],
            told=self._presets.get(duty.measure, {}) | (story.told_values(duty) if self._told else {}),
        )
        place, people = self.roster.places[duty.place], self.roster.people
        photos = max(kind.photos.minimum, kind.photos.on_defect if failed else 0)
        album = (photos, draw.randint(0, 3))
        filing = Filing(
            actor=people[actor], at=at, kind=kind.id, task=duty.task or None, institution=place, campaign=self.campaign, values=form.values,
            checks=form.checks, remarks={item.id: remark for item, remark in failed},
            co_signers=[people[p] for p in co_signers], attendance=form.attendance, attendees=form.attendees,
            location=self._location(kind, place, draw),
        )  # fmt: skip
        return filing, album

    def _actor(self, kind: Kind, duty: Duty, assignee: int, at: datetime) -> int:
        """The assignee, or a licensed colleague of the same place when he may not sign this."""
        day, licence = at.astimezone(ZONE).date(), kind.signatures.licence
        if self.roster.licensed(assignee, licence, day):
            return assignee
        others = self.roster.colleagues(duty.place, assignee, licence=licence, day=day)
        own = [p for p in others if self.roster.people[p].institution_id == duty.place]
        return own[0] if own else assignee

    def _co_signers(self, kind: Kind, duty: Duty, actor: int, at: datetime) -> list[int]:
        wanted = kind.signatures.count - 1
        if wanted <= 0:
            return []
        day = at.astimezone(ZONE).date()
        others = self.roster.colleagues(duty.place, actor, licence=kind.signatures.licence, day=day)
        turn = day.toordinal() % max(len(others), 1)
        return (others[turn:] + others[:turn])[:wanted]

    def _failed(self, kind: Kind, duty: Duty, draw: Random) -> list[tuple[CheckItem, str]]:
        """What is found wrong: the story's scenes, else now and then something."""
        scripted = story.scripted_defects(duty, kind) if self._told else []
        if scripted or not kind.checklist:
            return scripted
        quiet = habits()["defects"].get("never", ())
        if duty.kind in quiet or draw.random() >= habits()["defects"]["share"]:
            return []
        item = draw.choice(kind.checklist)
        return [(item, remark_on(item, draw))] if item.defect.severity != "critical" else []

    def _writer(self, kind: Kind, duty: Duty, actor: int, at: datetime, draw: Random) -> Writer:
        roster, place = self.roster, self.roster.places[duty.place]
        near = [actor, *roster.colleagues(duty.place, actor)]
        shift = "night" if duty.due.astimezone(ZONE).hour < NOON else "day"
        subject = duty.person if duty.person is not None else actor
        work = words.post_kinds().get(roster.work.get(subject, ""))
        hints = {place.kind, shift, *place.tags} | ({work.layer, work.id} if work else set())
        if place.vendor_kind:
            hints.add(place.vendor_kind)
        if duty.due.astimezone(ZONE).hour >= NOON + 3:
            hints |= {"evening", "closing"}
        else:
            hints |= {"morning", "opening"}
        return Writer(
            draw=draw, at=at, day=str(at.astimezone(ZONE).date()), place=place.pk, place_name=place.short_name, place_kind=place.kind,
            hints=frozenset(hints), people=near, names=[roster.people[p].name for p in near[:3]],
            turn=crc32(duty.name.encode()), counts=self._held.counts(place), below=self._held.below(place), vendors=self._held.vendors,
        )  # fmt: skip

    def _location(self, kind: Kind, place, draw: Random) -> tuple[float, float] | None:
        if not kind.location or place.lon is None:
            return None
        return round(place.lon + draw.gauss(0, 0.0003), 6), round(place.lat + draw.gauss(0, 0.0003), 6)

    def _excuse(self, duty: Duty, intent: Intent) -> None:
        """The security chief excuses a duty with a reason."""
        chief = self.roster.holder(self.campaign.lead_id, "security_chief")
        reasons = habits()["excuses"]
        reason = reasons[dice(self.seed, "excuse", duty.name).randrange(len(reasons))]
        tasks.excuse(
            actor=self.roster.people[chief],
            reach=self.roster.reaches[chief],
            tasks=[duty.task],
            reason=reason,
            at=intent.moment,
        )
        self.excused += 1
