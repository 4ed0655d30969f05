"""Lines in pieces are found from their heads as they are found by asking every line."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.engine.pieces import Pieces
from workbench.readers.formats.containers import CRI_PIECES, DOCKER_PIECES

CRI = [
    f"2026-03-17T14:02:11.{n}Z {stream} {tag} {text}"
    for n, (stream, tag, text) in enumerate(
        (stream, tag, text)
        for stream in ("stdout", "stderr")
        for tag in ("F", "P", "F:x")
        for text in ("hello", "", "\tat x.y(Z.java:1)", "Caused by: é", "   ... 3 more")
    )
]
DOCKER = [
    rf'{{"log":"{text}","stream":"{stream}","time":"2026-03-17T14:02:11Z"}}'
    for stream in ("stdout", "stderr")
    for text in (
        r"a\n",
        "a",
        r"a\\n",
        r"a\\\n",
        "",
        r"\n",
        "n",
        r"\tat x\n",
        r"Caused by: é\n",
        r"\"",
        r"\u00e9n",
        "\\\\",
    )
]
ODD = st.sampled_from(["", "x", "{", '{"log":"', "2026 stdout P", "\x1b[31m2026-03-17 stdout P\x1b[0m"])


@pytest.mark.parametrize(
    ("pairs", "known"), [(CRI_PIECES, CRI), (DOCKER_PIECES, DOCKER), ((("x$", "^y"), ("^a", "b")), ["x", "y", "ab"])]
)
def test_pieces_are_found_as_line_by_line(pairs, known):
    learnt = Pieces(pairs)  # what it learnt from one text must not change what it says of another

    @settings(max_examples=12, deadline=None)
    @given(st.lists(st.sampled_from(known) | ODD, min_size=2, max_size=30), st.randoms(use_true_random=False))
    def check(lines, chance):
        above, *rest = lines
        begins = np.array([chance.random() < 0.8 for _ in rest])
        data = [line.encode() for line in rest]
        lengths = np.array([len(line) for line in data])
        starts = np.cumsum(lengths + 1) - lengths - 1
        block = np.frombuffer(b"\n".join(data) + b"\n", dtype=np.uint8)
        plain = [re.sub("\x1b\\[[0-9]*m", "", line) for line in lines]
        expected = [
            bool(begin)
            and any(
                re.search(first, before, re.ASCII) is not None and re.search(second, line, re.ASCII) is not None
                for first, second in pairs
            )
            for begin, before, line in zip(begins, plain, plain[1:], strict=False)
        ]
        for pieces in (learnt, Pieces(pairs), Pieces(pairs, quick=False)):
            assert pieces.glued(block, starts, lengths, begins, above).tolist() == expected

    check()


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        (r"a\n", True),
        ("a", False),
        (r"a\\n", False),
        (r"a\\\n", True),
        ("", False),
        (r"\\", False),
        ("n", False),
        (r"\"", False),
    ],
)
def test_a_docker_line_ends_where_a_line_feed_is_escaped_once(text: str, whole: bool):
    line = rf'{{"log":"{text}","stream":"stdout","time":"2026-03-17T14:02:11Z"}}'
    assert (re.search(DOCKER_PIECES[0][0], line) is None) is whole
