from collections import Counter
from datetime import UTC, date, datetime

import pytest

from anbao.demo.branch import actions, people
from anbao.demo.facts import branch, facts
from anbao.kit.ledger import actions as ledger
from anbao.org.models import Area, Certificate, Device, Institution, Person, Post
from anbao.org.queries import reaches

pytestmark = pytest.mark.django_db
AT = datetime(2021, 11, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The branch, loaded once for the module and taken back at its end."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        places = actions.load_branch(seed=2022, at=AT)
        yield places
        transaction.set_rollback(True)


def test_the_numbers_of_the_facts(loaded):
    ours = Institution.house.filter(code__startswith="1307")
    counts = Counter(ours.values_list("kind", flat=True))
    assumed = facts()["assumed"]
    assert counts["sub_branch"] == facts()["stated"]["first_level_sub_branches"] == 16
    assert counts["outlet"] == assumed["outlets"]
    assert counts["self_service_bank"] == assumed["self_service_banks"]
    assert Person.house.filter(kind="staff", institution__code__startswith="1307").count() == assumed["staff"]
    assert Person.house.filter(kind="contractor").count() == facts()["stated"]["contractors"]
    assert 1200 <= Device.house.filter(institution__code__startswith="1307").count() <= 1400
    assert Institution.house.filter(kind="vendor").values("vendor_kind").distinct().count() == 3
    assert set(Institution.house.values_list("assumed", flat=True)) == {True}


def test_the_key_areas_of_the_facts_are_all_there(loaded):
    assert set(facts()["stated"]["key_areas"]) <= set(Area.house.values_list("name", flat=True))


def test_vacant_chairs_and_licences(loaded):
    vacant = Post.house.filter(person=None).values_list("institution__short_name", "kind")
    assert sorted(vacant) == sorted((at, kind) for at, kind, _ in branch()["vacant"])
    held = Certificate.house.filter(kind="fire_facility_operator")
    assert held.count() >= 10
    assert held.filter(valid_until__lt=date(2022, 2, 1)).exists()


def test_every_login_sits_in_its_chair(loaded):
    logins = actions.logins()
    assert [login.username for login in logins] == [text["username"] for text in branch()["logins"]]
    persons = {p.user.username: p for p in Person.house.select_related("user", "institution").exclude(user=None)}
    reach = reaches([p.pk for p in persons.values()], date(2022, 2, 3))
    assert reach[persons["chongli"].pk].scopes == (loaded["130709"].path,)
    assert not reach[persons["stranger"].pk].covers(loaded["1307"].path)
    assert persons["teller"].user.check_password(actions.PASSWORD)


def test_identity_numbers_are_found_by_their_hash_and_nobody_is_on_the_risk_list(loaded):
    from anbao.kit.crypto import fingerprint

    contractor = Person.house.filter(kind="contractor").first()
    assert Person.house.get(id_hash=fingerprint(contractor.id_number)) == contractor
    ours = set(Person.house.values_list("id_number", flat=True))
    listed = people.risk_list(2022, ours)
    assert len(listed) == 300
    assert not {number for _, number in listed} & ours


def test_loading_leaves_a_sound_ledger(loaded):
    verdict = ledger.verify()
    assert verdict.broken is None
    assert verdict.lines == 7


def test_same_seed_same_people():
    from anbao.demo.branch.identity import Registry
    from anbao.demo.facts import dice

    def some(seed):
        registry = Registry(dice(seed, "identity"))
        return [(registry.name(), registry.id_number()) for _ in range(50)]

    assert some(1) == some(1) != some(2)
