"""Searches count what ripgrep counts."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(shutil.which("rg") is None, reason="ripgrep is not installed: apt-get install ripgrep")


def test_random_queries_and_all_classes_count_what_ripgrep_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(Path(__file__).parents[2])
    from benchmarks import logs, logs_file, logs_queries

    path = tmp_path / "a.log"
    logs_file.write_log(path, 2_000_000)
    with logs.Opened(path, tmp_path / "index") as log:
        assert logs_queries.wrong_counts(log.source, log.index, path, 50) == []
        for kind in (*logs_queries.OURS, *logs_queries.classes_of(path)):
            assert len(kind.find(log.source, log.index, True)) == kind.count(path), kind
            logs.checked_by_re(log, kind, 500)
