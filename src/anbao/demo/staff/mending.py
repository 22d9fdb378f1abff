"""Findings are worked: reported, answered, extended, rectified, verified, all through loom.findings.actions.

What happens next to a finding follows from its state and the seed, so a replay that was stopped goes on the same way.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from anbao.demo.facts import dice
from anbao.demo.staff import story
from anbao.demo.staff.habits import ZONE, habits
from anbao.demo.staff.roster import Roster
from anbao.kit.access.scopes import Denied
from anbao.loom.campaigns.models import Campaign
from anbao.loom.findings import actions as findings
from anbao.loom.findings.models import Finding, FindingState, FindingStep, Reaction, Severity

LOG = logging.getLogger("anbao.demo")
#: who looks at the work of others, from the city branch
VERIFIERS = ("security_officer", "security_chief")


class Menders:
    """The people who deal with findings."""

    def __init__(self, campaign: Campaign, roster: Roster, *, seed: int):
        self.campaign, self.roster, self.seed = campaign, roster, seed
        self._by_name = {p.short_name: p for p in roster.places.values()}
        self._steps: dict[int, list[tuple[str, datetime]]] = {}
        #: findings that nobody works before a moment; what a user does to one meanwhile is seen then
        self._asleep: dict[int, datetime] = {}

    def work(self, since: datetime, until: datetime) -> int:
        """Everything that is to happen to findings up to `until`; returns the number of steps."""
        steps = self._report(since, until)
        found = self._awake(until)
        for _ in range(4):  # a finding may take several steps in one long stretch of time
            moved = [finding.pk for finding in found if self._try(finding, until)]
            steps += len(moved)
            if not moved:
                break
            found = self._awake(until, moved)
        return steps

    def _try(self, finding: Finding, until: datetime) -> bool:
        """One step; a finding that a user works on at the same time is left to him. Until its moment comes it sleeps."""
        moment, take = self._next(finding)
        if moment > until:
            self._asleep[finding.pk] = moment
            return False
        self._asleep.pop(finding.pk, None)
        try:
            take(moment)
            return True
        except (findings.FindingFault, Denied) as refusal:
            LOG.warning("finding %s not worked: %s", finding.pk, refusal)
            return False

    def _awake(self, until: datetime, only: Sequence[int] | None = None) -> list[Finding]:
        """What may want work by `until` (of those with the ids `only`), with its steps so far read for all at once."""
        ours = Finding.house.filter(campaign__lead__path__startswith=self.campaign.lead.path)
        rows = ours.unclosed().select_related("institution").order_by("id")
        asleep = [pk for pk, moment in self._asleep.items() if moment > until]
        rows = rows.exclude(pk__among=asleep) if only is None else rows.filter(pk__among=only)
        found, self._steps = list(rows), defaultdict(list)
        steps = FindingStep.objects.filter(finding__among=[f.pk for f in found]).order_by()
        for pk, verb, at in steps.values_list("finding_id", "verb", "at") if found else ():
            self._steps[pk].append((verb, at))
        return found

    def _report(self, since: datetime, until: datetime) -> int:
        """What the story says that people see and report."""
        told = 0
        for report in story.reports():
            if not since < report.at <= until or report.place not in self._by_name:
                continue
            place = self._by_name[report.place]
            by = self.roster.holder(place.pk, report.by)
            defect = findings.Defect(
                institution=place, category=report.category, title=report.remark, found_in=f"person:{by}", at=report.at,
                found_by=self.roster.people[by], campaign=self.campaign, severity=report.severity, detail=report.remark,
            )  # fmt: skip
            findings.report(actor=defect.found_by, reach=self.roster.reaches[by], defect=defect)
            told += 1
        return told

    def _next(self, finding: Finding) -> tuple[datetime, Callable[[datetime], None]]:
        """The finding's next step: its moment, and what is done then."""
        place, day = finding.institution.short_name, finding.found_at.astimezone(ZONE).date()
        scene = story.scene_of(place, finding.category, day)
        draw = dice(self.seed, "mending", place, finding.category, finding.found_at)
        reacted, asked, rectified, refused = self._history(finding)
        answer = scene.get("reaction") or self._usual_reaction(finding, draw)
        if finding.state == FindingState.OPEN and scene.get("extension") and not asked:
            step = finding.deadline - timedelta(hours=5), partial(self._extend, finding, scene)
        elif finding.state == FindingState.OPEN:
            step = self._mended_at(finding, scene, draw, rectified), partial(self._rectify, finding, scene)
        else:
            low, high = habits()["mending"]["verify_hours"]
            moment = finding.rectified_at + timedelta(hours=scene.get("verify_hours", draw.uniform(low, high)))
            wrong = not refused and (scene.get("refused") or draw.random() < habits()["mending"]["refused"])
            step = moment, partial(self._verify, finding, holds=not wrong)
        answered = finding.found_at + timedelta(hours=scene.get("react_hours", 2))
        if answer and not reacted and answered <= step[0]:
            return answered, partial(self._react, finding, answer)
        return step

    def _history(self, finding: Finding) -> tuple[int, int, int, int]:
        """How often it was answered, asked to be extended, rectified and refused since it was last found."""
        verbs = [verb for verb, at in self._steps[finding.pk] if at >= finding.found_at]
        return tuple(verbs.count(verb) for verb in ("react", "ask", "rectify", "refuse"))

    @staticmethod
    def _usual_reaction(finding: Finding, draw) -> str:
        if finding.severity == Severity.MINOR:
            return Reaction.ON_THE_SPOT if draw.random() < 0.6 else ""
        return Reaction.CIRCULAR if draw.random() < 0.7 else Reaction.INTERVIEW

    def _mended_at(self, finding: Finding, scene: dict, draw, rectified: int) -> datetime:
        start = finding.found_at
        if rectified:  # it came back: done again within a day
            last = max(at for verb, at in self._steps[finding.pk] if verb == "rectify")
            return last + timedelta(hours=draw.uniform(30, 48))
        if "rectify_hours" in scene:
            return start + timedelta(hours=scene["rectify_hours"])
        low, high = habits()["mending"]["rectify"]
        share = draw.uniform(1.1, 1.6) if draw.random() < habits()["mending"]["overdue"] else draw.uniform(low, high)
        return start + (finding.deadline - start) * share

    def _react(self, finding: Finding, reaction: str, at: datetime) -> None:
        actor = self._verifier(finding)
        note = {"on_the_spot": "现场督促立行立改", "circular": "全辖通报", "interview": "约谈责任人"}[reaction]
        findings.react(
            actor=self.roster.people[actor], reach=self.roster.reaches[actor], finding_id=finding.pk, reaction=reaction, note=note, at=at
        )  # fmt: skip

    def _owner(self, finding: Finding) -> int:
        owner = finding.owner_id
        if owner in self.roster.reaches and self.roster.reaches[owner].covers(finding.institution.path):
            return owner
        return self.roster.holder(finding.institution_id, "outlet_manager", "sub_branch_head", "security_chief")

    def _extend(self, finding: Finding, scene: dict, at: datetime) -> None:
        """The owner asks, the city's security chief decides."""
        owner, chief = self._owner(finding), self.roster.holder(self.campaign.lead_id, "security_chief")
        people, reaches = self.roster.people, self.roster.reaches
        findings.ask_extension(
            actor=people[owner], reach=reaches[owner], finding_id=finding.pk, days=scene["extension"], reason=scene["extension_reason"], at=at
        )  # fmt: skip
        decided = at + timedelta(hours=2)
        findings.extend(actor=people[chief], reach=reaches[chief], finding_id=finding.pk, grant=True, at=decided)

    def _rectify(self, finding: Finding, scene: dict, at: datetime) -> None:
        owner = self._owner(finding)
        note = scene.get("note", "已整改到位,现场复查正常,照片留存。")
        findings.rectify(
            actor=self.roster.people[owner], reach=self.roster.reaches[owner], finding_id=finding.pk, note=note, at=at
        )

    def _verifier(self, finding: Finding) -> int:
        """Somebody independent from the city's security department."""
        candidates = [p for kind in VERIFIERS for p in self.roster.chairs.get((self.campaign.lead_id, kind), ())]
        others = [p for p in candidates if p not in (finding.owner_id, finding.rectified_by_id)]
        return dice(self.seed, "verifier", finding.found_at, finding.category).choice(others)

    def _verify(self, finding: Finding, at: datetime, *, holds: bool) -> None:
        actor = self._verifier(finding)
        note = "复核属实,同意销号。" if holds else "整改不彻底,退回重办。"
        findings.verify(
            actor=self.roster.people[actor], reach=self.roster.reaches[actor], finding_id=finding.pk, holds=holds, note=note, at=at
        )  # fmt: skip
