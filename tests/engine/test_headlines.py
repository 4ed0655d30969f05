"""Where lines jump to: the next byte that may matter, however far off it is."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.engine import headlines
from workbench.engine.bytesource import ByteSource
from workbench.engine.headlines import Group, jumped
from workbench.engine.logindex import build_log_index
from workbench.engine.words import PAD, padded
from workbench.jobs import JobContext
from workbench.readers.formats import jsonlines

QUOTE = ((10, 10), (34, 34))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(["x" * 90, "x", '"', "é", " " * 17]), max_size=6), min_size=1, max_size=5),
    st.booleans(),
)
def test_a_line_jumps_to_its_next_stop_near_or_far(lines: list[list[str]], high: bool):
    texts = ["".join(parts).encode() for parts in lines]
    whole = b"\n".join(texts) + b"\n"
    block = padded(np.frombuffer(whole, dtype=np.uint8), len(whole))
    lengths = np.array([len(text) for text in texts])
    starts = np.cumsum(lengths + 1) - lengths - 1
    group = Group(np.arange(len(texts)), starts + lengths, np.zeros((len(texts), 1), np.uint64), (starts,), 0)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(headlines, "FAR", 32)
        patched.setattr(headlines, "STRETCH", 64)
        found = jumped(group, 0, QUOTE, high, block).bases[-1] - starts
    assert len(block) >= len(whole) + PAD
    assert found.tolist() == [
        next((at for at, byte in enumerate(text) if byte == 34 or (high and byte >= 128)), len(text)) for text in texts
    ]


def test_stamp_and_level_behind_long_values_are_found(tmp_path: Path):
    path = tmp_path / "a.log"
    stamp = "2026-03-17T14:02:{:02}Z"
    rows = [
        {"pad": "y" * size, "time": stamp.format(n), "level": "error"}
        for n, size in enumerate((5, 5_000, 90_000, 900_000))
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    with ByteSource(path, sealed=True) as source:
        index = build_log_index(
            source,
            replace(jsonlines.FORMAT, stamp_keys=("time",), level_keys=("level",)),
            tmp_path / "index",
            JobContext(),
        )
    seconds = (np.asarray(index.wall) // 10**9 % 60).tolist()
    assert (seconds, np.asarray(index.severity).tolist()) == ([0, 1, 2, 3], [17] * 4)
