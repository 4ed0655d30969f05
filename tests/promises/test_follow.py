"""The benchmark of the linked panels walks the real window: every move is followed by every panel that can be seen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("PySide6.QtWidgets")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_move_of_a_short_walk_is_followed_by_every_panel(
    solved_demo: Path, qapp: Any, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.syspath_prepend(Path(__file__).parents[2])
    from benchmarks import follow

    window = follow.open_window(solved_demo)
    try:
        focuses = follow.instants(window.case, 10)
        walked = follow.walk(window, focuses)
    finally:
        case = window.case
        window.close()
        if case is not None:
            case.close()
    assert len(set(focuses)) > 5
    assert all(one != other for one, other in zip(focuses, focuses[1:], strict=False))
    assert [len(one.whole) for one in (walked.first, walked.ours, walked.peer)] == [10, 10, 10]
    assert walked.unfollowed == ()
