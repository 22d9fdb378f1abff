"""YAML is read as plain data, whichever loader reads it."""

import pytest
import yaml

from anbao.kit.reading import LOADER, read_yaml


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
