"""A head is told apart by how its lines begin before any pattern is tried: that must never lose a reader that fits."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.engine.headpattern import END, HIGH, Unsupported, leading
from workbench.readers.heads import fit, head_lines, may_fit

PIECES = (r"\d", r"\d{4}", "-", "[A-Z]", "[a-z]+", r"\w+?", " ", " *", "x?", "(?:ab|c)", r"[^\]x]*", r"\[", r"(\d\d|a)", "$",
          r"(?:\d,?)+", ".", r"\S{2,3}", "(?:|a)", r"(?:a|b\d){0,2}", "é", "(?=a)", r"\b")  # fmt: skip
TEXTS = st.text("0123abcxXZ-, []\té\x7f", max_size=9)


def by_place(line: str, place: int) -> int:
    """The class of the character there, the line's end behind the last one."""
    return 1 << (min(ord(line[place]), HIGH) if place < len(line) else END)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=6), st.lists(TEXTS, min_size=1, max_size=8))
def test_what_a_pattern_matches_begins_as_its_leading_classes_say(pieces, texts):
    pattern = "^" + "".join(pieces)
    try:
        classes = leading(pattern, 6)
    except Unsupported:
        return
    matched = [text for text in texts if re.match(pattern, text, re.ASCII)]
    for text in matched:
        for place in range(min(len(text) + 1, 6)):
            assert classes[place] & by_place(text, place), (pattern, text, place)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=6), st.lists(TEXTS, min_size=1, max_size=300))
def test_a_head_in_which_a_pattern_fits_a_line_is_never_passed_over(pieces, texts):
    pattern, head = "^" + "".join(pieces), "\n".join([*texts, ""]).encode()
    if fit(re.compile(pattern, re.ASCII), head_lines(head)).matched:
        assert may_fit(pattern, head)


@pytest.mark.parametrize(
    ("pattern", "line", "may"),
    [
        (r"^\d{4}-\d\d-\d\d", "17.03.2026 x", False),
        (r"^\d{4}-\d\d-\d\d", "2026-03-17 x", True),
        (r"^(?:\[\w+\] )?\d\d:", "[main] 14:02", True),
        (r"^(?:\[\w+\] )?\d\d:", "[main 14:02", True),  # told by the pattern itself
        (r"^E\d{4} ", "I0317 14:02", True),  # letters are alike here
        (r"^E\d{4} ", "0317 14:02", False),
        (r"^\d|^a", "b", True),  # several ways are not looked into
    ],
)
def test_how_a_line_begins_tells_most_formats_apart(pattern, line, may):
    assert may_fit(pattern, f"{line}\n".encode()) is may
