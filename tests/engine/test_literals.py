"""The literals of a regex stand in every text that it matches."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.engine.folding import fold
from workbench.engine.literals import Literals, literals_of, may_cross_lines
from workbench.engine.pattern import rust_pattern


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        ("upstream timeout after [0-9]+ms", ("upstream timeout after ",)),
        ("lease|shard|upstream timeout", ("lease", "shard", "upstream timeout")),
        (r"\b[a-f]{4}[0-9]{4}\b", ()),
        (r"a\.b+c", ("a.b",)),
        ("ab*c?", ("a",)),
        ("a}?", ("a",)),
        ("(?:foo|bar)+ or", (" or",)),
        ("(?:food|bars)+ or", ("food", "bars")),
        ("(foo|x*)", ()),
        ("(?P<name>timeout)?gone", ("gone",)),
        ("order(?! 7 8)", ("order",)),
        (r"(\w+) waits for \1", (" waits for ",)),
        ("(?x) a b c", ()),
        ("[]abc]def", ("def",)),
        ("[[:alpha:]x]yes{2,3}", ("yes",)),
        (r"\x41long", ("long",)),
        ("x{0}", ()),
        ("", ()),
        ("a|", ()),
    ],
)
def test_the_longest_sure_text_is_taken(pattern: str, literals: tuple[str, ...]):
    assert literals_of(pattern) == Literals(literals)


def test_a_flag_inside_lets_case_go():
    assert literals_of("(?i)reset by") == Literals(("reset by",), True)
    assert literals_of("x(?i:reset)").fold
    assert literals_of("reset", ignore_case=True) == Literals(("reset",), True)


atoms = st.sampled_from(
    [
        "a",
        "b",
        "K",
        "ab",
        r"\.",
        ".",
        r"\w",
        "[ab]",
        "[^a]",
        r"\b",
        "^",
        "$",
        r"\x61",
        "(?:ab|k)",
        "(a|)",
        "(?i:b)",
        r"\t",
    ]
)
marks = st.sampled_from(["", "", "", "*", "+", "?", "??", "+?", "{2}", "{0,1}", "{1,}?"])
terms = st.tuples(atoms, marks).map(lambda pair: pair[0] + (pair[1] if pair[0] not in ("^", "$", r"\b", "ab") else ""))
branches = st.lists(terms, min_size=1, max_size=5).map("".join)
patterns = st.lists(branches, min_size=1, max_size=3).map("|".join)
texts = st.lists(st.text("abkKA.\t\u212a ", max_size=8), min_size=1, max_size=30)


@settings(max_examples=40, deadline=None)
@given(patterns, texts, st.booleans())
def test_what_matches_holds_one_of_the_literals(pattern: str, rows: list[str], ignore_case: bool):
    wanted = literals_of(pattern, ignore_case)
    matched = pl.Series(rows).str.contains(rust_pattern(pattern, ignore_case)).to_list()
    for text, hit in zip(rows, matched, strict=True):
        if hit and wanted.any_of:
            held = fold(text) if wanted.fold else text
            assert any((fold(literal) if wanted.fold else literal) in held for literal in wanted.any_of)


@settings(max_examples=40, deadline=None)
@given(patterns, st.lists(st.text("abK\t ", max_size=4), min_size=1, max_size=4), st.booleans())
def test_what_cannot_cross_lines_matches_a_text_when_it_matches_one_of_its_lines(
    pattern: str, lines: list[str], ignore_case: bool
):
    if may_cross_lines(pattern):
        return
    found = pl.Series(["\n".join(lines), *lines]).str.contains(rust_pattern(pattern, ignore_case)).to_list()
    assert found[0] == any(found[1:])


@pytest.mark.parametrize(
    "pattern", [r"a\sb", r"[^x]", r"\Aa", r"a\z", "(?s).", r"[\t-z]", "a\nb", r"\D", "[[:space:]]", "[[:^alpha:]]"]
)
def test_patterns_that_may_take_in_a_line_end_are_known(pattern: str):
    assert may_cross_lines(pattern)


@pytest.mark.parametrize("pattern", ["^a.*b$", r"\bfoo\b", "[a-z ]+", "(?i)x", r"\d+ms", "[[:alpha:]]"])
def test_ordinary_patterns_stay_within_a_line(pattern: str):
    assert not may_cross_lines(pattern)
