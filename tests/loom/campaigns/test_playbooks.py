"""The shipped playbooks and the reader that refuses nonsense. No database: the branch is a table of numbers."""

import itertools
from datetime import date

import pytest

from anbao.command.figures.queries import COUNTS
from anbao.engines import cadence
from anbao.loom.campaigns import queries as dates
from anbao.loom.campaigns.playbook import NETS, PlaybookRefused, parse, read, shipped
from anbao.loom.records.descriptors import about, kinds
from anbao.loom.records.rules import clean_value
from anbao.org.words import post_kinds

WINTER = {
    "first_meeting": date(2021, 11, 3), "fire_month": date(2021, 11, 1), "four_level_drill": date(2021, 12, 21),
    "new_year": date(2022, 1, 1), "vendor_training": date(2022, 1, 16), "seminar": date(2022, 1, 20),
    "zero_report_start": date(2022, 1, 24), "screening_by": date(2022, 1, 31), "tour_start": date(2022, 1, 31),
    "spring_festival": date(2022, 2, 1), "opening": date(2022, 2, 4), "closing": date(2022, 2, 20),
    "paralympics_opening": date(2022, 3, 4), "paralympics_closing": date(2022, 3, 13), "zero_report_end": date(2022, 3, 23),
}  # fmt: skip
SPRING = {"holiday_start": date(2023, 1, 21), "spring_festival": date(2023, 1, 22), "holiday_end": date(2023, 1, 27),
          "lantern": date(2023, 2, 5)}  # fmt: skip
NATIONAL = {"first_meeting": date(2022, 9, 6), "holiday_start": date(2022, 10, 1), "holiday_end": date(2022, 10, 7)}
ANCHORS = {"winter-games": WINTER, "spring-festival": SPRING, "national-day": NATIONAL}

#: a city branch like the one of the report, by kind of place
PLACES = {"city": 1, "sub_branch": 16, "outlet": 45, "self_service_bank": 50, "vendor": 9}
AREAS = {
    "city": dict.fromkeys(("vault", "cash_loading", "monitoring_centre", "machine_room", "generator_room", "switch_room",
                           "archive", "canteen_kitchen", "fire_control_room"), 1),
    "sub_branch": {"machine_room": 16, "switch_room": 16, "archive": 16}, "outlet": {"cash_loading": 45},
    "self_service_bank": {"cash_loading": 50},
}  # fmt: skip
DEVICES = {
    "city": {"alarm_panel": 2, "camera": 20, "recorder": 3, "fire_panel": 1, "intercom": 3},
    "sub_branch": {"alarm_panel": 16, "camera": 80, "recorder": 16, "extinguisher": 32, "intercom": 16},
    "outlet": {"alarm_panel": 45, "alarm_zone": 180, "camera": 225, "recorder": 45, "extinguisher": 90, "intercom": 45},
    "self_service_bank": {"alarm_panel": 50, "alarm_zone": 100, "camera": 150, "recorder": 50, "intercom": 50},
}
#: people a kind of place, by layer
LAYERS = {
    "city": {"principal": 1, "deputy": 1, "line": 20, "everyone": 60},
    "sub_branch": {"principal": 16, "deputy": 16, "line": 32, "everyone": 80},
    "outlet": {"principal": 45, "everyone": 900},
}


def days_of(book, name: str) -> list[date]:
    """The days of a measure's occurrences in the campaign."""
    measure = next(m for m in book.measures if m.id == name)
    return sorted({o.day for o in occurrences(book, measure)})


def occurrences(book, measure, factor: int = 1):
    anchors = ANCHORS[book.id]
    first, last = dates.day_of(book.starts, anchors), dates.day_of(book.ends, anchors)
    phases = {
        p["id"]: (date.fromisoformat(p["start"]), date.fromisoformat(p["end"]))
        for p in dates.resolved_phases(book.model_dump(mode="json"), anchors)
    }
    return cadence.occurrences(
        cadence.parse(measure.cadence).tightened(factor), window=(first, last), anchors=anchors, phases=phases,
        calendar=dates.calendar_for(first, last),
    )  # fmt: skip


def subjects(measure) -> int:
    scope = measure.scope
    places = scope.kinds or ("city", "sub_branch", "outlet", "self_service_bank")
    if scope.areas:
        return sum(AREAS.get(p, {}).get(area, 0) for p in places for area in scope.areas)
    if scope.devices:
        return sum(DEVICES.get(p, {}).get(device, 0) for p in places for device in scope.devices)
    if scope.layers:
        return sum(LAYERS.get(p, {}).get(layer, 0) for p in places for layer in scope.layers)
    return sum(PLACES[p] for p in places)


def tasks(book) -> dict[str, int]:
    """How many tasks each measure makes, before any tightening."""
    return {m.id: subjects(m) * (1 if m.deal else len(occurrences(book, m))) for m in book.measures}


def of_kind(book, *wanted: str) -> int:
    made = tasks(book)
    return sum(made[m.id] for m in book.measures if m.record in wanted)


@pytest.fixture(scope="module")
def winter():
    return read("winter-games")


@pytest.mark.parametrize("name", ANCHORS)
def test_a_shipped_playbook_holds_together(name):
    text = shipped()[name].read_text(encoding="utf-8")
    book = parse(text, source=name, record_kinds=about())
    assert book.id == name and set(book.anchors) == set(ANCHORS[name])
    assert {m.net for m in book.measures} == set(NETS)
    assert {f.id for f in book.figures} <= set(COUNTS)


@pytest.mark.parametrize("name", ANCHORS)
def test_what_a_measure_presets_its_record_kind_accepts(name):
    for measure in read(name).measures:
        kind = kinds()[measure.record]
        for field, value in measure.preset.items():
            assert kind.field(field) is not None, f"{measure.id}: {field}"
            assert clean_value(kind.field(field), value) == value


@pytest.mark.parametrize("name", ANCHORS)
def test_a_measure_is_about_what_its_record_kind_is_about(name):
    for measure in read(name).measures:
        scope = measure.scope
        about = (
            "area"
            if scope.areas
            else "device"
            if scope.devices
            else "person"
            if scope.posts or scope.layers
            else "institution"
        )
        assert kinds()[measure.record].target == about, measure.id


@pytest.mark.parametrize("name", ANCHORS)
def test_every_measure_falls_due_in_its_campaign(name):
    book = read(name)
    assert [m.id for m in book.measures if not occurrences(book, m) or not subjects(m)] == []
    listed = [m for m in book.measures if "at" in m.cadence]
    assert [m.id for m in listed if len(occurrences(book, m)) != len(cadence.parse(m.cadence).at)] == []


@pytest.mark.parametrize("name", ANCHORS)
def test_phases_follow_each_other_without_a_gap(name):
    book, anchors = read(name), ANCHORS[name]
    phases = dates.resolved_phases(book.model_dump(mode="json"), anchors)
    assert phases[0]["start"] == str(dates.day_of(book.starts, anchors))
    for before, after in itertools.pairwise(phases):
        assert (date.fromisoformat(after["start"]) - date.fromisoformat(before["end"])).days == 1


def test_the_winter_campaign_runs_from_the_first_meeting_to_the_last_zero_report(winter):
    assert dates.day_of(winter.starts, WINTER) == date(2021, 11, 3)
    assert dates.day_of(winter.ends, WINTER) == date(2022, 3, 23)
    assert days_of(winter, "first-meeting") == [date(2021, 11, 3)]
    assert days_of(winter, "four-level-drill") == [date(2021, 12, 21)]
    assert days_of(winter, "joint-training") == [date(2022, 1, 16)]
    assert days_of(winter, "contractor-screening") == [date(2022, 1, 31)]


def test_zero_reports_are_due_on_fifty_nine_days_from_sixty_two_places(winter):
    days = days_of(winter, "zero-report")
    assert (len(days), days[0], days[-1]) == (59, date(2022, 1, 24), date(2022, 3, 23))
    assert tasks(winter)["zero-report"] == 59 * 62


def test_the_tasks_suffice_for_every_figure(winter):
    stated = {f.id: f.value for f in winter.figures}
    assert of_kind(winter, "drill") >= stated["drills"] == 160
    assert (
        of_kind(winter, "training", "key_process_training", "joint_training", "fraud_training")
        >= stated["trainings"]
        == 20
    )
    assert len({m.preset["subject"] for m in winter.measures if m.record == "drill"}) == stated["drill_subjects"] == 6
    assert of_kind(winter, "large_inspection") == stated["large_inspections"] == 3
    assert of_kind(winter, "irregular_inspection") == stated["irregular_inspections"] == 6
    # the tour is sealed: weaving makes none of its tasks, and it has as many places as the figure asks for
    assert [m.id for m in winter.measures if m.sealed] == ["unannounced-tour"]
    assert of_kind(winter, "unannounced_visit") == stated["unannounced_branches"] == 16
    assert len(days_of(winter, "unannounced-tour")) == stated["unannounced_days"] == 7
    assert days_of(winter, "unannounced-tour")[0] == date(2022, 1, 31)
    assert of_kind(winter, "vendor_plan") == stated["outsourcing_plans"] == 9
    assert of_kind(winter, "contractor_screening") == PLACES["vendor"]


def test_every_place_is_inspected_twice_before_the_opening(winter):
    before = [
        m for m in winter.measures if m.record == "place_inspection" and max(days_of(winter, m.id)) < WINTER["opening"]
    ]
    assert [tasks(winter)[m.id] for m in before] == [112, 112]


def test_the_linked_drills_name_their_levels(winter):
    assert sorted(m.preset["levels"] for m in winter.measures if "levels" in m.preset) == [3, 4]


def test_all_four_layers_sign(winter):
    signed = {m.preset["layer"]: m.scope.layers for m in winter.measures if m.record == "commitment"}
    assert signed == {layer: (layer,) for layer in ("principal", "deputy", "line", "everyone")}


def test_daily_and_weekly_rhythms(winter):
    made = tasks(winter)
    assert made["opening-check"] == made["closing-check"] == 45 * 141
    assert made["fire-room-duty"] == 2 * 141
    assert made["recorder-restart"] == 20 * 114
    assert [str(d) for d in days_of(winter, "alarm-full-test")] == ["2021-12-15", "2022-03-15"]
    assert len(days_of(winter, "alarm-test")) == len(days_of(winter, "joint-meeting")) == 5
    assert made["device-test"] == 2 * sum(n for kinds_ in DEVICES.values() for n in kinds_.values())


def test_the_focus_gets_the_higher_cadence(winter):
    patrol = next(m for m in winter.measures if m.id == "self-service-patrol")
    assert set(patrol.tighten) == {"focus", "venue", "hsr_station", "expressway"}
    assert (len(occurrences(winter, patrol)), len(occurrences(winter, patrol, patrol.tighten["focus"]))) == (23, 46)
    tightened = [m for m in winter.measures if "focus" in m.tighten]
    assert len(tightened) >= 8
    for measure in tightened:
        assert len(occurrences(winter, measure, measure.tighten["focus"])) > len(occurrences(winter, measure)), (
            measure.id
        )


def test_the_volume_is_that_of_a_campaign_worked_by_people(winter):
    assert 35_000 <= sum(tasks(winter).values()) <= 50_000


def test_smaller_playbooks_are_small_but_whole():
    for name in ("spring-festival", "national-day"):
        assert 12 <= len(read(name).measures) <= 20
    assert len(days_of(read("spring-festival"), "zero-report")) == 7
    assert len(days_of(read("national-day"), "zero-report")) == 7


def test_assignees_are_leaders_or_the_people_themselves(winter):
    for measure in winter.measures:
        assert set(measure.assignee.posts) <= set(post_kinds())
        assert measure.assignee.posts or measure.scope.layers


BAD = """
id: bad
version: 0
zh: 坏方案
en: Bad
colour: red
anchors: {opening: 开幕}
starts: opening-10d
ends: nowhere+3d
phases:
  - {id: p, zh: 期, en: P, start: opening, end: "phase:p.end"}
  - {id: p, zh: 期, en: P, start: opening, end: someday}
measures:
  - {id: one, net: riskcontrol, zh: 甲, en: A, record: no_such, scope: {kinds: [castle]}, cadence: {every: day}, assignee: {posts: [knight]}}
  - {id: one, net: weather, zh: 甲, en: A, record: zero_report, scope: {tags: [moon], areas: [moat], devices: [catapult], layers: [top]},
     cadence: {every: fortnight}, shade: blue}
  - {id: two, net: riskcontrol, zh: 乙, en: B, record: zero_report, scope: {kinds: [outlet, vendor]}, deal: true, tighten: {moon: 2, focus: 99},
     cadence: {every: day, from: "phase:q.start", until: closing}}
"""


def test_a_bad_playbook_is_told_every_fault_at_once():
    with pytest.raises(PlaybookRefused) as refused:
        parse(BAD, source="bad.yaml", record_kinds=about())
    faults = refused.value.faults
    expected = (
        "version: ", "colour: Extra inputs", "measures.one.net: ", "measures.one.shade: Extra inputs", "measures.one.cadence: ",
        "measures: named twice: one", "phases: named twice: p", "ends: no anchor named nowhere", "phases.p.end: no anchor named p",
        "phases.p.end: no anchor named someday", "measures.one.record: no record kind named no_such",
        "measures.one.scope.kinds: unknown: castle", "measures.one.assignee.posts: unknown: knight",
        "measures.one.scope.tags: unknown: moon", "measures.one.scope.areas: unknown: moat",
        "measures.one.scope.devices: unknown: catapult", "measures.one.scope.layers: unknown: top",
        "measures.one.scope: names areas, devices, layers: a measure", "measures.one.scope: zero_report is about one institution, the scope",
        "measures.two.scope.kinds: zero_report is not about vendor", "measures.two.deal: only dates",
        "measures.two.tighten: neither focus nor a tag: moon",
        "measures.two.tighten.focus: a factor", "measures.two.assignee: posts are wanted",
        "measures.two.cadence: no anchor named closing", "measures.two.cadence: no phase named q",
    )  # fmt: skip
    missing = [start for start in expected if not any(fault.startswith(start) for fault in faults)]
    assert missing == [], faults
    assert not any("Value error" in fault for fault in faults)
    assert len(faults) == len(expected), faults


@pytest.mark.parametrize(
    "text, words",
    [
        ("measures: [", "not YAML"),
        ("- a", "a playbook is a mapping"),
        ("id: x", "Field required"),
        ("measures: 7\nphases: 7", "valid tuple"),
    ],
)
def test_what_is_no_playbook_at_all_is_refused(text, words):
    with pytest.raises(PlaybookRefused, match=words):
        parse(text, source="x.yaml", record_kinds=about())


LAMPS = """
id: lamps
version: 1
zh: 灯
en: Lamps
anchors: {dusk: 黄昏 / dusk, dawn: 黎明 / dawn}
starts: dusk
ends: dusk+30d
phases: [{id: first, zh: 初, en: First, start: dusk, end: dusk+3d}]
ladder: [{after: 0, to: assignee}]
figures: [{id: drills, zh: 演练, en: Drills, compare: ">=", value: 1}]
measures:
  - {id: signs, net: antifraud, zh: 牌, en: Signs, record: publicity, scope: {kinds: [outlet]}, assignee: {posts: [outlet_manager]},
     cadence: {every: day}}
"""
LINES, PHASE = LAMPS.partition("measures:")[2], "{id: first, zh: 初, en: First, start: dusk, end: dusk+3d}"


@pytest.mark.parametrize(
    ("part", "instead", "words"),
    [
        (LINES, " []", "measures: there is none, so a campaign would ask nothing of anybody"),
        (PHASE + "]", PHASE + ", {id: next, zh: 次, en: Next, start: dusk+3d, end: dusk+9d}]", "phases.next.start: dusk+3d lies in the phase first, which ends on dusk+3d"),
        (PHASE + "]", PHASE + ", {id: next, zh: 次, en: Next, start: dusk+3wd, end: dawn}]", None),
        (PHASE + "]", PHASE + ", {id: next, zh: 次, en: Next, start: dusk+1wd, end: dawn}]", None),
        (PHASE + "]", "{id: last, zh: 末, en: Last, start: dusk+5d, end: dusk+9d}, " + PHASE + "]", "phases.first.start: dusk lies before the phase last, which is listed before it"),
        (PHASE + "]", PHASE + ", {id: next, zh: 初, en: Next, start: dusk+4d, end: dusk+9d}]", "phases: first, next bear one name: 初"),
        ("[{after: 0, to: assignee}]", "[{after: 60, to: assignee}, {after: 0, to: leader}]", "ladder.1.after: 0 minutes come before the 60 of the rung before it"),
        ("[{after: 0, to: assignee}]", "[{after: 0, to: leader}, {after: 5, to: assignee}]", "ladder.1.to: assignee comes after leader: a ladder climbs"),
        ("[{after: 0, to: assignee}]", "[{after: 0, to: leader}, {after: 0, to: leader}]", "ladder.1: is the rung before it once more"),
        ("[{after: 0, to: assignee}]", "[{after: 0, to: leader}, {after: 0, to: above}]", None),
        ("{every: day}", "{every: day}, ladder: [{after: 9, to: above}, {after: 1, to: above}]", "signs.ladder.1.after: 1 minutes"),
        ("value: 1", "value: 0", "figures.drills: says nothing"), ('">=", value: 1', '"==", value: -1', "figures.drills: can't be met"),
        ("every: day", "at: [dusk, dusk+0d]", "signs.cadence: at: dusk+0d 重复 / dusk+0d is listed twice"),
        ("every: day", "at: [dusk+4d]", "signs.cadence: dusk+4d lies in no phase"),
        ("every: day", "every: day, from: dusk+4d, until: dusk+9d", "signs.cadence: from dusk+4d until dusk+9d lies in no phase"),
        ("every: day", "every: day, from: dusk+3d, until: dusk+9d", None),
        ("every: day", "every: day, from: dusk+4d, until: dawn", "signs.cadence: from dusk+4d until dawn lies in no phase"),
        ("every: day", "every: day, from: phase:first.end, until: phase:first.start", "signs.cadence: until phase:first.start lies before from phase:first.end"),
        ("every: day", "at: [phase:first.end+1d]", "signs.cadence: phase:first.end+1d lies in no phase"),
        ("every: day}", "at: [dusk]}, tighten: {focus: 2}", "signs.tighten: only what repeats can be denser"),
        ("kinds: [outlet]", "kinds: [outlet, outlet]", "signs.scope.kinds: named twice: outlet"),
        ("kinds: [outlet]", "tags: [venue], without_tags: [venue]", "signs.scope.without_tags: venue is asked for and excluded"),
        ("kinds: [outlet]", "areas: [vault]", "signs.scope: publicity is about one institution, the scope names one area each"),
        ("kinds: [outlet]}, assignee: {posts: [outlet_manager]}", "layers: [everyone]}, assignee: {rotate: true}", "signs.assignee.rotate: without posts nobody"),
        ("id: drills", "id: nonsense", "figures.nonsense: nobody counts it; there are: accidents, cases,"),
        ("value: 1", "value: .nan", "figures.drills.value: Input should be a finite number"),
        ("ends: dusk+30d", "ends: dusk-400d", "ends: dusk-400d lies before starts (dusk)"),
        ("starts: dusk\n", "starts: dusk+40wd\n", "ends: dusk+30d lies before starts (dusk+40wd)"),
        ("end: dusk+3d", "end: dusk-1wd", "phases.first.end: dusk-1wd lies before phases.first.start (dusk)"),
        ("end: dusk+3d", "end: dusk+31d", "ends: dusk+30d lies before phases.first.end (dusk+31d)"),
        ("start: dusk,", "start: dusk-1d,", "phases.first.start: dusk-1d lies before starts (dusk)"),
        ("every: day", "every: day, from: dusk+5d, until: dusk+2d", "signs.cadence: until dusk+2d lies before from dusk+5d"),
        ("every: day", "at: [dusk+31d]", "signs.cadence: dusk+31d lies after the campaign's last day"),
        ("every: day", "every: day, until: dusk-3d", "signs.cadence: dusk-3d lies before the campaign's first day"),
        ("zh: 初", "zh: ''", "phases.first.zh: is empty"), ("en: Lamps", "en: ' '", "playbook.en: is empty"),
        ("dawn: 黎明 / dawn", "dawn: ''", "anchors.dawn: is empty"),
        ("after: 0", "after: 1000000000000", "ladder.0.after: Input should be less than"),
        ("id: lamps", "id: ../lamps", "id: String should match"),
    ],
)  # fmt: skip
def test_a_playbook_that_cannot_work_is_refused(part, instead, words):
    """Without words: what looks like the case before it and works."""
    assert parse(LAMPS, source="x", record_kinds=about(), figures=COUNTS).id == "lamps"
    assert part in LAMPS
    if words is None:
        assert parse(LAMPS.replace(part, instead, 1), source="x", record_kinds=about(), figures=COUNTS)
        return
    with pytest.raises(PlaybookRefused) as refused:
        parse(LAMPS.replace(part, instead, 1), source="x", record_kinds=about(), figures=COUNTS)
    assert words in str(refused.value)


@pytest.mark.parametrize("ends", ["dawn", "dawn-400d", "dusk-0d", "dusk+1wd", "2022-02-03"])
def test_an_order_that_depends_on_the_dates_is_theirs_to_tell(ends):
    book = LAMPS.replace("ends: dusk+30d", f"ends: '{ends}'").replace("end: dusk+3d", "end: dusk")
    assert parse(book, source="x").ends == ends


def test_an_unknown_playbook_names_the_known_ones():
    with pytest.raises(PlaybookRefused, match="national-day, spring-festival, winter-games"):
        read("summer-games")
