"""A process that is killed loses nothing that it was told was saved."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and forkserver are POSIX")
def test_every_acknowledged_edit_outlives_twenty_kills(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(Path(__file__).parent)
    import kills

    report = kills.run_kills(20, tmp_path / "killed.case")
    assert (report.lost, report.broken) == ([], [])
    assert report.kills == 20
    assert report.acknowledged > 40
