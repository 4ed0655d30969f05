"""Places in whole JSON are those that the walk finds, and numbers are read by their digits."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pytest

from workbench.readers.exact import (
    MICROSECONDS,
    MILLISECONDS,
    NANOSECONDS,
    SECONDS,
    later,
    number_of,
    span_ns,
    stamp_at,
)
from workbench.readers.jsonplaces import elements_of, members_of
from workbench.readers.jsonsource import JsonSource
from workbench.readers.recordmap import Written

DOCUMENTS = (
    b'[{"a":1},{"b":[1,2,{"c":"]"}]} ]', b'{"a":1}\n{"b":2}\r\n\n{"c":"\\n"}', b'\xef\xbb\xbf {"a":1}',
    b'\xef\xbb\xbf[{"a":1}]', b'{\n "a": 1\n}\n{"b":2}\n{"c"', b'[{"a":1},{"b":2', b'{"a":1}{"b":2}\n{"c":3}',
    b'{"a":oops}\n{"b":1}', b'[[{"a":1}],[{"b":2}]]\n{"x":1}', b"", b"  ", b'{"a":NaN}\n{"b":1}', b'{\n"a":[\n1]}\n\n',
)  # fmt: skip


def damaged(dice: random.Random, data: bytes) -> bytes:
    raw = bytearray(data)
    for _ in range(dice.randrange(3) if raw else 0):
        raw[dice.randrange(len(raw))] = dice.choice(b'{}[]",:\n 1a')
    return bytes(raw[: dice.randrange(len(raw) + 1)] if dice.random() < 0.3 else raw)


def test_what_is_found_at_once_is_what_a_walk_finds():
    dice = random.Random(5)
    for document in DOCUMENTS:
        for data in (document, *(damaged(dice, document) for _ in range(60))):
            walked, quick = JsonSource(data), JsonSource(data)
            expected = list(walked.every(lambda at, source=walked: (source.walk(at).skip(),)))
            assert list(quick.values()) == expected, data
            assert (quick.skipped, quick.problems) == (walked.skipped, walked.problems), data


def test_places_of_elements_and_members_are_their_own_bytes():
    text = b'x { "a" : [ 1 , [2], "],[" , {} ] , "b":{"c": null} } y'
    members = members_of(text, (2, len(text) - 2))
    assert members is not None
    assert {key: text[start:end] for key, (start, end) in members.items()} == {
        "a": b'[ 1 , [2], "],[" , {} ]', "b": b'{"c": null}'}  # fmt: skip
    elements = elements_of(text, members["a"])
    assert elements is not None
    assert [text[start:end] for start, end in elements] == [b"1", b"[2]", b'"],["', b"{}"]
    assert elements_of(text, members["b"]) is None
    assert members_of(text, members["a"]) is None
    assert elements_of(b"[" * 5000 + b"]" * 5000, (0, 10_000)) is None


@pytest.mark.parametrize(
    ("value", "unit", "wall", "step"),
    [
        (1773756131, SECONDS, 1773756131 * 10**9, 10**9), ("1773756131.5", SECONDS, 17737561315 * 10**8, 10**8),
        (Written("1.568835610432E9"), SECONDS, 1568835610432 * 10**6, 10**6), (17, MICROSECONDS, 17_000, 1000),
        (Written("1773756131250.75"), MILLISECONDS, 1773756131250750 * 10**3, 10**4), (5, NANOSECONDS, 5, 1),
        (Decimal("2.5"), SECONDS, 25 * 10**8, 10**8),
    ],
)  # fmt: skip
def test_moments_in_each_unit_keep_their_digits(value: Any, unit: int, wall: int, step: int):
    stamp = stamp_at(value, unit)
    assert stamp is not None
    assert (stamp.wall, stamp.resolution_ns, stamp.naive) == (wall, step, False)


@pytest.mark.parametrize(
    "value", [0, -1, None, True, "", "soon", "1_000", "١٢", [], {}, "1e999", "9" * 80, "nan", "inf", 2**63]
)
def test_what_is_no_moment_is_none(value: Any):
    assert stamp_at(value, SECONDS) is None


def test_lengths_are_cut_to_whole_nanoseconds_and_an_end_needs_a_start():
    assert (span_ns(Written("631.9939999993949"), MILLISECONDS), span_ns(0, MILLISECONDS)) == (631_993_999, 0)
    assert (span_ns(-1, MILLISECONDS), span_ns("x", MILLISECONDS), number_of("1e3")) == (None, None, Decimal(1000))
    assert (later(5, 7), later(None, 7), later(5, None), later(2**63 - 2, 7)) == (12, None, None, None)
