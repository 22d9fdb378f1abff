"""The officers who bring risk lists, screen the contractors and decide the hits, by data/screening.yaml."""

import csv
import io
import logging
from datetime import datetime

from anbao.demo.branch.identity import CHECKS
from anbao.demo.branch.people import risk_list
from anbao.demo.facts import dice, read
from anbao.demo.staff.habits import ZONE
from anbao.demo.staff.roster import Roster
from anbao.kit.access.scopes import Denied
from anbao.loom.campaigns.models import Campaign
from anbao.nets.antifraud.screening import actions
from anbao.nets.antifraud.screening.models import Hit, HitState, RiskList, Run, RunState
from anbao.nets.antifraud.screening.rules import ScreeningFault
from anbao.org.models import Person, PersonKind

LOG = logging.getLogger("anbao.demo")
HEADS = ("编号", "姓名", "证件号码", "电话", "事由")
REASONS = ("盗窃前科", "涉诈账户关联人", "行业禁入", "失信被执行人", "吸毒管控")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


class Screeners:
    """Two people of the city branch: the anti-fraud officer brings and proposes, a security officer confirms."""

    def __init__(self, campaign: Campaign, roster: Roster, *, seed: int):
        self.campaign, self.roster, self.seed = campaign, roster, seed
        self.first = roster.holder(campaign.lead_id, "antifraud_officer")
        self.second = roster.holder(campaign.lead_id, "security_officer")
        self.text = read("screening.yaml")

    def work(self, since: datetime, until: datetime) -> int:
        """The scenes whose moment lies in (since, until], in order; returns how many."""
        if self.first is None or self.second is None:
            return 0
        scenes = [(_moment(e["at"]), lambda at, e=e: self._bring(e, at)) for e in self.text["editions"]]
        scenes += [(_moment(at), self._run) for at in self.text["runs"]]
        scenes += [(_moment(at), self._decide) for at in self.text["decided"]]
        due = sorted((scene for scene in scenes if since < scene[0] <= until), key=lambda scene: scene[0])
        for at, play in due:
            try:
                play(at)
            except (ScreeningFault, Denied) as refusal:  # a user was there first: what he did stands
                LOG.warning("screening scene of %s not played: %s", at, refusal)
        return len(due)

    def _by(self, who: int) -> dict:
        return {"actor": self.roster.people[who], "reach": self.roster.reaches[who]}

    def _bring(self, edition: dict, at: datetime) -> None:
        told = self.text["list"]
        held = RiskList.house.filter(institution=self.campaign.lead, name=told["name"]).first()
        if held is None:
            held = actions.add_list(
                **self._by(self.first), at=at, institution=self.campaign.lead, name=told["name"], source=told["source"],
                assumed=True,
            )  # fmt: skip
        if held.editions.filter(file_name=edition["file"]).exists():
            return
        content = file_of(lines(self.seed, told["entries"], edition, self.campaign.lead.path))
        actions.bring_edition(
            **self._by(self.first), at=at, risk_list_id=held.pk, content=content, file_name=edition["file"]
        )

    def _run(self, at: datetime) -> None:
        if Run.house.filter(institution=self.campaign.lead, asked_at=at).exists():
            actions.advance_all(at=at)
            return
        run = actions.ask_run(**self._by(self.second), at=at, institution=self.campaign.lead)
        while run.state == RunState.RUNNING:
            run = actions.advance(run_id=run.pk, at=at)

    def _decide(self, at: datetime) -> None:
        """Everything undecided: one hit goes through four eyes and comes back, all turn out to be somebody else."""
        notes = self.text["notes"]
        for number, hit in enumerate(Hit.house.filter(state=HitState.OPEN).order_by("-score", "pk")):
            first, second = self._by(self.first), self._by(self.second)
            if not number:
                actions.decide(**first, at=at, hit_id=hit.pk, verb="propose", note=notes["propose"])
                actions.decide(**second, at=at, hit_id=hit.pk, verb="return", note=notes["return"])
            note = notes["clear"][number % len(notes["clear"])]
            actions.decide(**second, at=at, hit_id=hit.pk, verb="clear", note=note)


def lines(seed: int, entries: int, edition: dict, under: str) -> list[tuple[str, ...]]:
    """The rows of an edition: invented people, some alike to ours, one broken number, one number twice."""
    ours = Person.house.values_list("id_number", flat=True)
    strangers = risk_list(seed, set(ours), entries + edition.get("more", 0))
    draw = dice(seed, "risk list", "reasons")
    rows = [(f"L{n:04}", name, number, "", draw.choice(REASONS)) for n, (name, number) in enumerate(strangers, 1)]
    rows[7] = (*rows[7][:2], _broken(rows[7][2]), *rows[7][3:])
    rows[19] = (*rows[19][:2], rows[18][2], *rows[19][3:])
    rows += _alike(seed, edition["alike"], under)
    return rows[: len(rows) // 2] if edition.get("half") else rows


def _broken(number: str) -> str:
    """The number with another check character: one place off and failing its check."""
    return number[:17] + CHECKS[(CHECKS.index(number[17]) + 1) % len(CHECKS)]


def _alike(seed: int, count: int, under: str) -> list[tuple[str, ...]]:
    """Entries that look like contractors of ours."""
    rows = Person.house.filter(kind=PersonKind.CONTRACTOR, institution__path__startswith=under).order_by("staff_no")
    people = [row for row in rows.values_list("name", "id_number", "phone") if len(row[0]) == 3]
    other = risk_list(seed + 1, (), count)
    found = []
    for number, (name, identity, phone) in enumerate(dice(seed, "alike").sample(people, count)):
        told = ((name, "", ""), (other[number][0], _broken(identity), ""), (other[number][0], "", phone))
        found.append((f"X{number + 1:03}", *told[number % 3 if number < 6 else 0], "名单仅载部分信息,须核实"))
    return found


def file_of(rows: list[tuple[str, ...]]) -> bytes:
    """The rows as the CSV that an officer would bring."""
    stream = io.StringIO()
    csv.writer(stream).writerows([HEADS, *rows])
    return stream.getvalue().encode("utf-8-sig")
