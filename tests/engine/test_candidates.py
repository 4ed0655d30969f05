"""A search finds the same rows with hyperscan as without it, which only picks where to look."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.engine import searchplan, textsearch
from workbench.engine.bytesource import ByteSource
from workbench.engine.candidates import reads_alike
from workbench.engine.lineformat import LineFields, LineFormat
from workbench.engine.logindex import build_log_index
from workbench.engine.needle import Regex
from workbench.engine.search import find_text
from workbench.errors import QueryError
from workbench.jobs import JobContext

EACH = LineFormat("test.each", "A record begins with >", start="^>", parse=lambda text: LineFields(text, text))
installed = pytest.mark.skipif(
    importlib.util.find_spec("hyperscan") is None, reason="hyperscan, the extra `regex`, is not installed"
)
atoms = st.sampled_from(
    [
        r"\d",
        r"\w",
        r"\s",
        r"\b",
        r"\W",
        r"\D",
        r"\S",
        ".",
        "[a-c]",
        "[^a]",
        r"[\d_]",
        "a",
        "K",
        "é",
        r"\.",
        "-",
        "^",
        "$",
    ]
)
pieces = st.tuples(atoms, st.sampled_from(["", "", "", "*", "+", "?", "{2}", "{1,}", "{1,2}", "+?"])).map("".join)
patterns = st.recursive(
    st.lists(pieces, min_size=1, max_size=4).map("".join),
    lambda inner: st.lists(inner, min_size=1, max_size=3).map(lambda some: f"(?:{'|'.join(some)})"),
    max_leaves=3,
)
bodies = st.lists(
    st.sampled_from(
        [b"a", b"b", b"K", b"k", b"1", b"22", b" ", b"\t", b"\x0b", b"-", b".", b"_", b"\n", b"\r\n", b"\r", b"\x00",
         "é".encode(), "\u212a".encode(), b"\xff"]
    ), max_size=10,
).map(b"".join)  # fmt: skip
logs = st.lists(bodies, min_size=1, max_size=40).map(lambda some: b"".join(b">" + body + b"\n" for body in some))


@installed
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=logs, pattern=patterns, fold=st.booleans(), lines=st.booleans(), slice_bytes=st.sampled_from([8, 1 << 20]))
def test_rows_are_the_same_with_hyperscan_and_without(
    data: bytes, pattern: str, fold: bool, lines: bool, slice_bytes: int, tmp_path_factory: pytest.TempPathFactory
):
    folder: Path = tmp_path_factory.mktemp("log")
    (folder / "a.log").write_bytes(data)
    with ByteSource(folder / "a.log", sealed=True) as source, pytest.MonkeyPatch.context() as patch:
        index = build_log_index(source, EACH, folder / "index", JobContext())
        patch.setattr(textsearch, "SLICE", slice_bytes)
        patch.setattr(textsearch, "FIRST_SLICE", slice_bytes)
        try:
            found = find_text(source, index, Regex(pattern, fold), JobContext(), lines=lines)
        except QueryError:
            return
        patch.setattr(searchplan, "candidates_of", lambda *_args: None)
        assert found == find_text(source, index, Regex(pattern, fold), JobContext(), lines=lines)


@installed
def test_hyperscan_is_asked_only_where_no_literal_is_known():
    assert searchplan.plan_of(Regex(r"\d{4}-\d\d")).literals == ("-",)
    assert searchplan.plan_of(Regex(r"\d{4}-\d\d")).candidates is None
    assert searchplan.plan_of(Regex(r"\b[a-f]{4}[0-9]{4}\b")).candidates is not None
    assert searchplan.plan_of(Regex(r"[a-f]*")).candidates is None, "it matches the empty text"


@pytest.mark.parametrize("pattern", [r"\b[a-f]{4}[0-9]{4}\b", r"(?:\d+|[^ ]+?)\s", r"[45]\d\d .*\d{3,}", r"\[\w+\]"])
def test_ordinary_patterns_mean_the_same_to_both(pattern: str):
    assert reads_alike(pattern)


@pytest.mark.parametrize(
    "pattern",
    ["^a", "a$", r"\Aa", r"\<a", "(?i)a", "(?P<n>a)", "a*+", "[[:alpha:]]", "[a-z&&[^b]]", "[a-z--b]", "é", r"\pL", r"\x41",
     "a{65}", "(?:a{9}){9}", "[]a]", "a" * 201],
)  # fmt: skip
def test_patterns_that_may_mean_less_to_hyperscan_are_left_to_rust(pattern: str):
    assert not reads_alike(pattern)
