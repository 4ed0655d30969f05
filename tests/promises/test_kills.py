"""Killed while somebody types, pins or brings files in, the case loses nothing that was acknowledged, and goes on."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and forkserver are POSIX")
def test_twenty_kills_lose_nothing_and_a_second_ingest_finishes_what_was_begun(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(Path(__file__).parents[2])
    from benchmarks import promises

    kinds = ("typing", "pinning", "typing", "pinning", "typing", "pinning", "ingest")
    came = promises.keep_promises(20, tmp_path, kinds=kinds, lines=1_000)
    assert (came.lost, came.broken) == ([], [])
    assert came.kills == {"typing": 9, "pinning": 9, "ingest": 2}
    assert came.acknowledged > 20
