"""What readers of JSON share: a text that is cut off, bodies of forms, values of other types than a format promises."""

from __future__ import annotations

import copy
import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from workbench.errors import SourceError
from workbench.readers import formats
from workbench.readers.core import RawSource, Registry
from workbench.readers.csvrows import csv_rows
from workbench.readers.formbody import form_source, is_form
from workbench.readers.jsontext import whole_part

MODULES = (
    "github",
    "gitlab",
    "jenkins",
    "oncall",
    "servicenow",
    "connectwise",
    "slack",
    "jiraevents",
    "kubernetesevents",
)
EXAMPLES = {
    name: json.loads(text)
    for module in MODULES
    for name, text in importlib.import_module(f"{formats.__name__}.{module}").EXAMPLES.items()
}
WRONG = (None, [], {}, "x", 10**30, -1, True, [{}, None], {"a": {"b": 1}}, 1.5e300, "2026-99-99T00:00:00Z")


def test_what_is_whole_of_a_cut_off_text_is_a_text_again():
    whole = {"a": {"b": [1, 2, {"c": 'x,}\\"'}], "d": [[]]}, "e": "f", "g": [{"h": 1}, {"i": [3]}]}
    text = json.dumps(whole).encode()
    for end in range(1, len(text)):
        found = json.loads(whole_part(text[:end]))
        assert set(found) <= set(whole)
        assert all(found[key] == whole[key] for key in list(found)[:-1])
    assert json.loads(whole_part(text)) == whole


@pytest.mark.parametrize("text", [b"", b'"a', b"17", b"]", b'{"a"]', b'{"a":' * 5000])
def test_what_has_nothing_whole_gives_nothing(text: bytes):
    assert whole_part(text) in (b"", b"{}")


def test_a_form_of_broken_escapes_is_kept_as_it_stands():
    data = b"payload=%7B%22a%22%3A%22%zz%2%22%7D&b=1\npayload=%7b%7d\n"
    assert is_form(data)
    source = form_source(data)
    assert source.text == b'{"a":"%zz%2"}\n{}\n'
    place = source.place(source.text.index(b"{}"), source.text.index(b"{}") + 2)
    assert (data[place.offset : place.offset + place.length], place.line) == (b"%7b%7d", 2)


def test_rows_of_a_table_have_the_places_of_their_cells():
    data = 'a,"b ""q"" ü\r\nc",\n\n,"",x\r\n'.encode()
    first, second = csv_rows(data)
    assert first.texts == ("a", 'b "q" ü\r\nc', "")
    assert second.texts == ("", "", "x")
    assert data[first.cells[1].start : first.cells[1].end] == '"b ""q"" ü\r\nc"'.encode()


def test_a_row_whose_quote_is_open_is_the_last_and_says_so():
    rows = list(csv_rows(b'a,"b"\nc,"d\ne,f\n'))
    assert [(row.texts, row.whole) for row in rows] == [(("a", "b"), True), (("c", '"d'), False)]
    assert [row.texts for row in csv_rows(b'a,"b"c,d\ne,f')] == [("a", '"b"c', "d"), ("e", "f")]


def paths(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value in a JSON value."""
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield (*above, key)
            yield from paths(inner, (*above, key))


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_value_of_another_type_than_promised_is_never_a_fault(name: str, registry: Registry, tmp_path: Path):
    reader = registry.named(name)
    assert reader is not None
    place = tmp_path / "source"
    for number, path in enumerate(paths(EXAMPLES[name])):
        for wrong in WRONG[number % 6 :: 6]:
            value = copy.deepcopy(EXAMPLES[name])
            held = value
            for key in path[:-1]:
                held = held[key]
            held[path[-1]] = wrong
            data = json.dumps(value).encode()
            place.write_bytes(data)
            reader.sniff(data, "x")
            try:
                found = [
                    event for batch in reader.read(RawSource("x", str(place), len(data))) for event in batch.events
                ]
            except SourceError:
                continue
            for event in found:
                assert all(t is None or abs(t) < 2**63 for t in (event.t, event.t_end, event.t_observed))
                assert all(isinstance(text, str) for text in (event.title, event.body, event.event_id, event.group_key))
