"""The first way into a site: for the security administrator, once."""

import pytest

from anbao.kit.access.models import User
from anbao.kit.ledger.models import Line
from anbao.org.actions import OrgFault, first_administrator
from anbao.org.models import Person
from tests.branch import NOW, Branch


def number(person: Person) -> str:
    return person.staff_no


def test_only_who_holds_the_post_gets_it_and_only_once(branch: Branch):
    for wrong in ("nobody", number(branch.secadmin), number(branch.chief)):
        with pytest.raises(OrgFault):
            first_administrator(staff_no=wrong, username="first", at=NOW)
    User.objects.filter(person=branch.secadmin).update(is_active=False)
    before = User.objects.count()
    with pytest.raises(OrgFault):
        first_administrator(staff_no=number(branch.chief), username="first", at=NOW)
    assert User.objects.count() == before
    password = first_administrator(staff_no=number(branch.secadmin), username="first", at=NOW)
    user = User.objects.get(username="first")
    assert (user.check_password(password), user.must_change_password) == (True, True)
    assert user.person == branch.secadmin
    assert Line.house.filter(verb="org.person.first_login").count() == 1
    with pytest.raises(OrgFault):
        first_administrator(staff_no=number(branch.secadmin), username="second", at=NOW)
