"""``among`` finds what ``in`` finds, whatever the column's type, with one parameter for any number of values."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anbao.kit.ledger.models import Line
from anbao.org.models import Institution, Person, Post
from tests.branch import NOW, Branch


def both(rows, **condition) -> list:
    """What ``among`` finds, after making sure that ``in`` finds the same."""
    (name, values), found = next(iter(condition.items())), []
    for way in ("in", "among"):
        found.append(list(rows.filter(**{f"{name}__{way}": values}).order_by("pk").values_list("pk", flat=True)))
    assert found[0] == found[1]
    return found[1]


def test_keys_texts_and_keys_of_other_tables(branch: Branch):
    places = [branch.places[code].pk for code in ("CL01", "HL", "CLS1")]
    assert both(Institution.house, pk=places) == sorted(places)
    assert both(Person.house, institution=places) == both(Person.house, institution_id=set(places)) != []
    assert len(both(Post.house, person__institution__code=["CL01", "it's", 'a "quoted\\ one'])) > 0
    assert both(Post.house, person__institution_id=dict.fromkeys(places)) != []


def test_moments_and_nothing(branch: Branch):
    at = Line.house.first().at
    assert both(Line.house, at=[at, NOW + timedelta(days=900)]) != []
    assert both(Person.house, institution_id=[]) == []
    assert list(Person.house.exclude(institution_id__among=[]).values_list("pk")) != []


@pytest.mark.parametrize("count", [1, 400])
def test_a_statement_does_not_grow_with_the_values(branch: Branch, count: int):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        list(Person.house.filter(institution_id__among=range(count)))
    assert seen[0]["sql"].count("::bigint[]") == 1
