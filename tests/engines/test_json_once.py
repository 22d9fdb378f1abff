"""A key that stands twice is told with its place; other documents are read as json reads them."""

import json

from anbao.engines.json_once import read_once, words


def test_keys_that_stand_twice_are_told_with_their_places():
    text = '{"a": 1, "people": [{"id": "A"}, {"id": "B", "own": [{"x": 1, "x": 2, "x": 3}], "id": "C"}], "a": {"b": 1, "b": 2}}'
    told, doubled = read_once(text)
    assert told == json.loads(text)
    assert doubled == [("a", ""), ("b", "a"), ("id", "people 2"), ("x", "people 2, own 1")]
    assert words("x", "people 2") == ("people 2: key 'x' stands more than once", "people 2：键 'x' 出现多次")
    assert read_once("[1, {}]") == ([1, {}], [])
