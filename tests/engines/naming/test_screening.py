import pytest

from anbao.engines.naming.screening import Screen, screen
from anbao.engines.naming.subjects import Refused, Subject

SAMPLE = "11010519491231002X"
OTHER = "34052419800101001X"
LIST = [
    Subject("L1", ("张伟", "张大伟"), "Person", SAMPLE, ("4111111111111111",), ("13812345678",)),
    Subject("L2", ("欧阳锋",), "Person", OTHER),
    Subject("L3", ("张家口宏达商贸有限公司",), "Company"),
    Subject("L4", ("Сергей Лавров",), "Person"),
    Subject("L5", ("王小明",), "Person", "110105194912310029"),
    Subject("L6", ("贝拉克·奥巴马",), "Person"),
]


def hits(query: Subject, floor: float = 0.7):
    return [(h.entry, h.score.observations[0].feature) for h in screen(LIST, [query], floor=floor)]


def test_an_identity_number_decides_whatever_the_name():
    hit, broken = screen(LIST, [Subject("q", ("李四",), "Person", SAMPLE)])
    assert (hit.entry, broken.entry) == (0, 4)
    assert hit.score.value == pytest.approx(0.94)
    assert "姓名不符" in hit.score.reasons()


def test_the_15_digit_form_is_the_same_number():
    assert hits(Subject("q", (), "Person", "110105491231002")) == [(0, "key.identity-old"), (4, "key.identity-slip")]


@pytest.mark.parametrize(
    ("old", "new", "feature"),
    [
        ("110105491231002", "110105194912310021", "key.identity-slip"),  # the check is wrong
        (
            "110105491231002",
            "11010519491231009X",
            "key.identity-slip",
        ),  # a digit is, and the check is the true number's
        ("110105491231009", SAMPLE, "key.identity-slip"),  # the short form has the wrong digit
        ("110105491213002", SAMPLE, "key.identity-swap"),
        ("110105492131002", SAMPLE, "key.identity-swap"),  # no such month,
        ("110105491231009", "110105194912310023", None),  # two slips are none
    ],
)
def test_a_15_digit_form_and_an_18_digit_number_meet_in_both_directions(old, new, feature):
    for listed, asked in ((old, new), (new, old)):
        found = Screen([Subject("l", (), "Person", listed)]).ask([Subject("q", (), "Person", asked)])
        assert [hit.score.observations[0].feature for hit in found] == ([feature] if feature else [])


def test_one_wrong_digit_and_two_turned_digits_say_so():
    assert hits(Subject("q", (), "Person", "11010519491231003X")) == [(0, "key.identity-slip")]
    assert hits(Subject("q", (), "Person", "11010519491213002X")) == [(0, "key.identity-swap")]


def test_a_broken_number_on_the_list_is_found_by_the_sound_one():
    assert hits(Subject("q", (), "Person", SAMPLE), 0.5) == [(0, "key.identity"), (4, "key.identity-slip")]


def test_two_sound_numbers_are_never_a_slip():
    screen_ = Screen([Subject("a", (), "Person", SAMPLE)])
    assert screen_.ask([Subject("q", (), "Person", OTHER)]) == []


def test_account_and_phone():
    assert hits(Subject("q", (), "Person", "", ("4111 1111 1111 1111",))) == [(0, "key.account")]
    assert hits(Subject("q", (), "Person", "", ("4111111111111112",))) == [(0, "key.account-slip")]
    assert hits(Subject("q", (), "Person", "", (), ("+86 138 1234 5678",))) == [(0, "key.phone")]


def test_one_name_with_two_sound_numbers_is_two_people():
    low = [h for h in screen(LIST, [Subject("q", ("欧阳锋",), "Person", SAMPLE)], floor=0.3) if h.entry == 1]
    assert low and low[0].score.value == pytest.approx(0.55)
    assert "key.identity-differs" in low[0].score.reasons()


@pytest.mark.parametrize(
    ("name", "schema", "entry"),
    [
        ("張偉", "Person", 0),
        ("张大伟", "Person", 0),
        ("Ouyang Feng", "Person", 1),
        ("歐陽鋒", "LegalEntity", 1),
        ("宏达商贸", "Company", 2),
        ("Sergey Lavrov", "Person", 3),
        ("Barack Obama", "Person", 5),
    ],
)
def test_names_find_their_entry(name, schema, entry):
    assert [h.entry for h in screen(LIST, [Subject("q", (name,), schema)])] == [entry]


def test_a_company_is_no_person():
    assert screen(LIST, [Subject("q", ("欧阳锋",), "Company")]) == []


def test_limit_keeps_the_best():
    found = Screen([Subject(str(i), (n,)) for i, n in enumerate(["王小明", "王晓明", "王小明"])]).ask(
        [Subject("q", ("王小明",))], limit=2
    )
    assert [h.score.value for h in found] == [1.0, 1.0]


@pytest.mark.parametrize(
    ("number", "why"),
    [("1307031978", "实为 10 位"), ("13070319780215321913", "实为 20 位"), ("110105194912310021", "校验位"),
     ("E12345678", "没有校验位")],
)  # fmt: skip
def test_a_number_that_cannot_be_checked_tells_nobody_apart(number, why):
    listed, asked = Subject("l", ("王建国",), identity="130703197802153219"), Subject("q", ("王建国",), identity=number)
    for entry, query in ((listed, asked), (asked, listed)):
        hit = screen([entry], [query], floor=0.5)[0]
        assert hit.score.verdict == "match"
        assert "key.identity-unknown" in hit.score.reasons() and why in hit.score.reasons()
    assert bool(asked.weak_numbers()) == number.isdigit()


@pytest.mark.parametrize(
    ("number", "feature", "words"),
    [("110106199003070017", "key.identity-slip-beside-name", "仅差一位"),
     ("110105199003070071", "key.identity-swap-beside-name", "相邻两位颠倒")],
)  # fmt: skip
def test_an_equal_name_with_a_slip_in_the_number_says_the_slip_and_ranks_above_the_name_alone(number, feature, words):
    sound = "110105199003070017"
    for listed, asked in ((sound, number), (number, sound)):
        (hit,) = screen([Subject("l", ("王建国",), identity=listed)], [Subject("q", ("王建国",), identity=asked)])
        (alone,) = screen([Subject("l", ("王建国",), identity=listed)], [Subject("q", ("王建国",))])
        (both,) = screen([Subject("l", ("王建国",), identity=listed)], [Subject("q", ("王建国",), identity=listed)])
        assert feature in [o.feature for o in hit.score.observations] and words in hit.score.reasons()
        assert "无法核验" not in hit.score.reasons()
        assert alone.score.value < hit.score.value < both.score.value


def test_an_empty_list_is_refused():
    with pytest.raises(Refused, match="名单为空"):
        Screen([])


def test_a_subject_refuses_with_all_its_faults():
    with pytest.raises(Refused) as refusal:
        Subject("x", ("·", "长" * 301), "Spaceship")
    assert len(refusal.value.faults) == 3
    with pytest.raises(Refused, match="既无名称也无号码"):
        Subject("x")


@pytest.mark.parametrize(
    "told",
    ["Li Xiaolong Bruce", "Bruce Li Xiaolong", "LI Bruce Xiao Long", "Li, Xiaolong (Bruce)", "Lee Siu-lung “Jason”"],
)
def test_a_western_given_name_beside_a_whole_chinese_one_hides_it_nowhere(told):
    listed = [Subject("a", ("李小龙",), "Person"), Subject("b", ("王建国",), "Person")]
    assert [hit.entry for hit in screen(listed, [Subject("q", (told,), "Person")])] == [0]
    assert not screen(listed, [Subject("q", ("Li Bruce",), "Person"), Subject("r", ("Wang Xiaolong Bruce",), "Person")])
