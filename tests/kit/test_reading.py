"""YAML is read as plain data, whichever loader reads it."""

import pytest
import yaml
from pydantic import BaseModel, ValidationError

from anbao.kit.reading import LOADER, faults_told, read_yaml


def test_plain_data_and_nothing_else():
    assert read_yaml("a: [1, 2022-02-04, 是, {b: null}]") == yaml.safe_load("a: [1, 2022-02-04, 是, {b: null}]")
    with pytest.raises(yaml.YAMLError):
        read_yaml("!!python/object/apply:os.getcwd []")


@pytest.mark.parametrize("text", ["a: [", "a: b: c", "\t- x", "a: 'open"])
def test_what_is_no_yaml_is_refused_with_its_line(text):
    with pytest.raises(yaml.YAMLError) as refusal:
        read_yaml(text)
    assert refusal.value.problem_mark.line >= 0


def test_the_fast_loader_is_there():
    assert LOADER is yaml.CSafeLoader


class Row(BaseModel):
    id: str
    size: int


class Book(BaseModel):
    rows: list[Row]


def test_a_fault_is_told_at_the_id_of_its_row_or_at_its_number_where_it_has_none():
    data = {"rows": [{"id": "a", "size": 1}, {"id": "big", "size": "x"}, {"size": 3}, 7]}
    with pytest.raises(ValidationError) as refusal:
        Book.model_validate(data)
    places = [fault.split(": ")[0] for fault in faults_told(refusal.value, data, "book")]
    assert places == ["rows.big.size", "rows.2.id", "rows.3"]
    with pytest.raises(ValidationError) as refusal:
        Book.model_validate([])
    assert faults_told(refusal.value, [], "book")[0].startswith("book: ")
