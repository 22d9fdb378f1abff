"""A small bank for tests, made through the same actions users take."""

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from anbao.kit.access.models import User
from anbao.kit.access.scopes import Reach
from anbao.loom.campaigns import actions as campaigns
from anbao.loom.campaigns.models import Campaign
from anbao.loom.campaigns.playbook import parse
from anbao.org import actions as org
from anbao.org.models import Area, Certificate, Device, Institution, Person
from anbao.org.queries import reach_of_person

SHANGHAI = ZoneInfo("Asia/Shanghai")
#: a Monday
DAY = date(2022, 1, 10)
PASSWORD = "correct horse battery staple"


def at(day: date = DAY, hour: int = 8, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


NOW = at()

PLACES = (
    ("HO", "head_office", "总行", None, ()),
    ("HE", "province", "河北省分行", "HO", ()),
    ("ZJK", "city", "张家口分行", "HE", ()),
    ("CL", "sub_branch", "崇礼支行", "ZJK", ("venue",)),
    ("CL01", "outlet", "崇礼支行营业室", "CL", ("venue",)),
    ("CL02", "outlet", "长青路支行", "CL", ()),
    ("CLS1", "self_service_bank", "太子城自助银行", "CL", ("self_service", "hsr_station")),
    ("HL", "sub_branch", "怀来支行", "ZJK", ("hsr_station",)),
    ("HL01", "outlet", "沙城分理处", "HL", ()),
    ("GUARD", "vendor", "冀安保安公司", "ZJK", ()),
    ("CD", "city", "承德分行", "HE", ()),
    ("SQ", "sub_branch", "双桥支行", "CD", ()),
    ("SQ01", "outlet", "双桥支行营业室", "SQ", ()),
)

PEOPLE = (
    ("chief", "security_chief", "ZJK", "陈安国"),
    ("president", "president", "ZJK", "赵行远"),
    ("discipline", "discipline_secretary", "ZJK", "周正"),
    ("fire1", "fire_operator", "ZJK", "何燃"),
    ("fire2", "fire_operator", "ZJK", "罗明"),
    ("monitor", "monitor_operator", "ZJK", "孙望"),
    ("antifraud", "antifraud_officer", "ZJK", "冯辨"),
    ("auditor", "auditor", "ZJK", "韩核"),
    ("sysadmin", "system_admin", "ZJK", "许系"),
    ("secadmin", "security_admin", "ZJK", "沈权"),
    ("auditadmin", "audit_admin", "ZJK", "姜审"),
    ("chongli", "sub_branch_head", "CL", "李岭"),
    ("chongli_deputy", "sub_branch_deputy", "CL", "刘副"),
    ("outlet", "outlet_manager", "CL01", "王营"),
    ("lobby", "lobby_manager", "CL01", "郑堂"),
    ("teller", "teller", "CL01", "吴柜"),
    ("outlet2", "outlet_manager", "CL02", "钱长青"),
    ("huailai", "sub_branch_head", "HL", "孟怀"),
    ("shacheng", "outlet_manager", "HL01", "石沙"),
    ("vendor", "vendor_contact", "GUARD", "吕联"),
    ("stranger", "security_chief", "CD", "邓远"),
    ("stranger_teller", "teller", "SQ01", "叶柜"),
)

PLAYBOOK = """
id: small
version: 1
zh: 小方案
en: Small playbook
theme: 平安冬奥
anchors: {opening: Opening day}
starts: opening-25d
ends: opening+20d
phases:
  - {id: prepare, zh: 准备, en: Preparation, start: opening-25d, end: opening-1d}
  - {id: games, zh: 赛时, en: Games, start: opening, end: opening+16d}
targets: {accidents: 0, cases: 0}
ladder:
  - {after: -60, to: assignee}
  - {after: 0, to: assignee}
  - {after: 60, to: leader}
  - {after: 1440, to: above}
measures:
  - {id: daily-note, net: riskcontrol, zh: 每日情况, en: Daily note, record: RECORD, scope: {kinds: [outlet]},
     cadence: {every: day, times: ["18:00"], grace: 2h}, assignee: {posts: [outlet_manager]}}
  - {id: weekly-look, net: awareness, zh: 每周学习, en: Weekly lesson, record: RECORD, scope: {kinds: [sub_branch]},
     cadence: {every: week, on: [fri], times: ["17:00"], grace: 1d}, assignee: {posts: [sub_branch_head]}, tighten: {focus: 2}}
  - {id: pledge, net: responsibility, zh: 签责任书, en: Sign the commitment, record: RECORD, scope: {posts: [outlet_manager]},
     cadence: {at: [opening-10d], times: ["17:00"], grace: 1d}}
"""


@dataclass
class Branch:
    """The bank: places by code, people by user name, and their reach."""

    places: dict[str, Institution]
    people: dict[str, Person] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Person:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    def reach(self, name: str, day: date = DAY) -> Reach:
        return reach_of_person(self.people[name], day)

    def campaign(
        self, *, record: str, opening: date = date(2022, 2, 4), started: bool = True, lead: str = "ZJK"
    ) -> Campaign:
        """A started campaign of the small playbook whose measures want records of kind `record`."""
        book, before = parse(PLAYBOOK.replace("RECORD", record), source="small.yaml"), Campaign.house.count()
        campaign = campaigns.create_campaign(
            actor=self.chief, reach=self.reach("chief"), playbook=book, name="小战役" + (str(before + 1) if before else ""), lead=self.places[lead],
            focus=self.places["CL" if lead == "ZJK" else lead], anchors={"opening": opening}, at=NOW,
        )  # fmt: skip
        if started:
            campaign = campaigns.start_campaign(actor=self.chief, reach=self.reach("chief"), campaign=campaign, at=NOW)
        return campaign


def build_branch() -> Branch:
    bank = Branch({})
    for code, kind, name, parent, tags in PLACES:
        bank.places[code] = org.add_institution(
            actor="system", at=NOW, parent=bank.places.get(parent), code=code, kind=kind, name=name, short_name=name,
            tags=list(tags), vendor_kind="guard" if kind == "vendor" else "",
        )  # fmt: skip
    for number, (username, post, place, name) in enumerate(PEOPLE, 1):
        user = User(username=username, display_name=name)
        user.password = "!"
        user.save()
        person = org.prepare_person(
            institution=bank.places[place], user=user, name=name, staff_no=f"S{number:04}", phone=f"1380000{number:04}",
            kind="contractor" if place == "GUARD" else "staff",
        )  # fmt: skip
        org.add_people(actor="system", at=NOW, people=[person])
        org.seat(actor="system", at=NOW, institution=bank.places[place], kind=post, person=person)
        bank.people[username] = person
    for name in ("fire1", "fire2"):
        Certificate.house.create(
            person=bank.people[name], kind="fire_facility_operator", number=name, valid_from=date(2020, 1, 1),
            valid_until=date(2024, 12, 31),
        )  # fmt: skip
    room = Area.house.create(institution=bank.places["ZJK"], kind="fire_control_room", name="消防控制室")
    Area.house.create(institution=bank.places["CL"], kind="vault", name="崇礼支行金库")
    Device.house.create(institution=bank.places["CL01"], kind="alarm_panel", code="P-CL01", name="报警主机")
    Device.house.create(
        institution=bank.places["ZJK"], area=room, kind="fire_panel", code="F-ZJK", name="火灾报警控制器"
    )
    return bank
