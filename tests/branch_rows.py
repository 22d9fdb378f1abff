"""Rows of the branch and of the stranger's one, of every kind that has a page: for the tests of who may open what."""

from dataclasses import dataclass
from datetime import date, timedelta

from anbao.command.incidents.models import Incident, IncidentStep
from anbao.command.incidents.opening import steps_of
from anbao.command.incidents.procedures import procedures
from anbao.command.wall.models import Screen
from anbao.loom.campaigns import actions as campaigns
from anbao.loom.campaigns.playbook import parse
from anbao.loom.findings import actions as findings
from anbao.loom.findings.models import Finding
from anbao.loom.holes.models import Hole
from anbao.loom.tasks.models import Task
from anbao.nets.antifraud.accounts.models import Case
from anbao.nets.antifraud.screening.models import Edition, Hit, RiskList, Run
from anbao.org.models import Area, Certificate, Device, Post
from anbao.senses.alarms.models import AlarmSource, ArmingSchedule, Zone
from anbao.senses.cameras.models import CameraSource, PatrolPlan
from tests.branch import NOW, PLAYBOOK, Branch

RECORD = "liaison"
OF_A_PERSON = {"certificates", "hits"}


@dataclass
class BothSides:
    """kind of row -> (one of the branch, one of the stranger's branch)."""

    rows: dict
    campaign: int

    def seen(self, kind: str, row, reach) -> bool:
        """Whether the reach sees the row: where it lies, and a campaign also from any place inside it."""
        if kind == "campaigns":
            return reach.covers(row.lead.path) or any(scope.startswith(row.lead.path) for scope in reach.scopes)
        row = row.source if kind == "zones" else row
        place = row if kind == "institutions" else row.person.institution if kind in OF_A_PERSON else row.institution
        return reach.covers(place.path)


def _campaign(bank: Branch, chief: str, lead: str, focus: str):
    book = parse(PLAYBOOK.replace("RECORD", RECORD), source="small.yaml")
    made = campaigns.create_campaign(
        actor=bank.people[chief], reach=bank.reach(chief), playbook=book, name=bank.places[lead].name + "安保",
        lead=bank.places[lead], focus=bank.places[focus], anchors={"opening": date(2022, 2, 4)}, at=NOW,
    )  # fmt: skip
    return campaigns.start_campaign(actor=bank.people[chief], reach=bank.reach(chief), campaign=made, at=NOW)


def _finding(bank: Branch, who: str) -> Finding:
    person = bank.people[who]
    defect = findings.Defect(
        institution=person.institution, category="lighting", severity="minor", title=f"{person.institution.name}灯不亮",
        detail="", found_in=person.tag, found_by=person, at=NOW,
    )  # fmt: skip
    return findings.report(actor=person, reach=bank.reach(who), defect=defect)


def _hole(campaign, place) -> Hole:
    return Hole.house.create(
        campaign=campaign, kind="vacant_post", key=f"p:{place.pk}", net="riskcontrol", institution=place, zh="岗位空缺",
        en="Vacant post", opened_at=NOW,
    )  # fmt: skip


def _incident(place) -> Incident:
    """A ringing intrusion at the place, with its steps."""
    incident = Incident.house.create(
        institution=place,
        procedure="intrusion",
        version=1,
        severity=3,
        opened_at=NOW,
        answer_by=NOW + timedelta(minutes=1),
    )
    IncidentStep.objects.bulk_create(steps_of(procedures()["intrusion"], incident, since=NOW))
    return incident


def rows_of_both_sides(bank: Branch) -> BothSides:
    places, people = bank.places, bank.people
    sides = []
    for chief, lead, focus, outlet, teller in (
        ("chief", "ZJK", "CL", "CL01", "teller"), ("stranger", "CD", "SQ", "SQ01", "stranger_teller"),
    ):  # fmt: skip
        campaign, place, person = _campaign(bank, chief, lead, focus), places[outlet], people[teller]
        area = Area.house.create(institution=place, kind="business_hall", name=f"{place.name}营业厅")
        device = Device.house.create(institution=place, kind="camera", code=f"C-{outlet}", name=f"{place.name}摄像机")
        certificate = Certificate.house.create(
            person=person, kind="guard", number=f"G-{outlet}", valid_from=date(2021, 1, 1), valid_until=date(2024, 1, 1)
        )
        sides.append({
            "institutions": place, "areas": area, "devices": device, "people": person, "campaigns": campaign,
            "posts": Post.house.select_related("institution").get(person=person), "certificates": certificate,
            "sources": CameraSource.house.create(device=device, kind="http_snapshot", address="http://127.0.0.1:9/x.jpg"),
            "screens": Screen.house.create(institution=place, name=f"{place.name}大屏", token=outlet.encode(), made_at=NOW),
            "plans": PatrolPlan.house.create(institution=place, name=f"{place.name}巡检", every=30),
            "tasks": Task.house.filter(campaign=campaign).order_by("pk").first() or _task(campaign, place),
            **_alarms(place, device), **_screening(people[chief], person), "findings": _finding(bank, teller), "holes": _hole(campaign, place),
            "incidents": _incident(place),
        })  # fmt: skip
    return BothSides({kind: (sides[0][kind], sides[1][kind]) for kind in sides[0]}, sides[0]["campaigns"].pk)


def _alarms(place, device) -> dict:
    """A source with a zone, and the hours of its place."""
    source = AlarmSource.house.create(
        protocol="dc09", account=f"{place.pk:04X}", institution=place, name=f"{place.name}主机", made_at=NOW
    )
    zone = Zone.house.create(source=source, number="1", name=f"{place.name}防区", device=device)
    hours = ArmingSchedule.house.create(institution=place, days="every", since=date(2021, 1, 1))
    return {"alarm_sources": source, "zones": zone, "schedules": hours}


def _screening(chief, person) -> dict:
    """A list with a held edition, a run, a hit of a person, and a case of traced money."""
    place = chief.institution
    risk_list = RiskList.house.create(institution=place, name=f"{place.name}名单", source="公安通报")
    Edition.house.create(
        risk_list=risk_list, number=1, file_name="a.csv", digest="0" * 64, size=1, added=1, removed=0, state="held",
        brought_by=person, brought_at=NOW,
    )  # fmt: skip
    run = Run.house.create(
        institution=place, asked_by=chief, asked_at=NOW, editions=[[0, risk_list.name, 1, 1, "0" * 64, "2022-01-10"]],
        matcher="names-2", total=0,
    )  # fmt: skip
    hit = Hit.house.create(
        person=person, risk_list=risk_list, pair=bytes([person.pk % 256]) * 32, score=0.9, matcher="names-2", first_run=run,
        last_run=run, reasons="[]", listed='{"id": "1", "names": ["甲"], "schema": "person", "identity": "", "accounts": [], "phones": [], "reason": ""}',
    )  # fmt: skip
    case = Case.house.create(institution=place, number="1", name=f"{place.name}案", opened_by=chief, opened_at=NOW)
    return {
        "cases": case,
        "lists": risk_list,
        "runs": run,
        "hits": hit,
        "editions": EditionPlace(risk_list.editions.get(), place),
    }


@dataclass
class EditionPlace:
    """An edition with the institution it belongs to."""

    edition: Edition
    institution: object

    @property
    def pk(self) -> int:
        return self.edition.pk


def _task(campaign, place) -> Task:
    return Task.house.create(
        campaign=campaign, net="riskcontrol", record_kind=RECORD, zh="每日情况", en="Daily note", institution=place,
        subject="place", slot="2022-01-10", day=NOW.date(), opens_at=NOW, due_at=NOW + timedelta(hours=1),
        grace_until=NOW + timedelta(hours=2),
    )  # fmt: skip
