"""The recorded incident, solved, as it is shown: no panel empty, no text clipped or over another, in every layout."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from workbench.shell.layouts import LAYOUTS
from workbench.views.empty_state import EmptyState


@pytest.mark.parametrize("size", [(1920, 1080), (1366, 768)], ids=["1080p", "small"])
def test_the_solved_case_fills_every_layout_and_clips_nothing(
    hand: Any, find_text_faults: Any, solved_demo: Path, size: tuple[int, int]
):
    person = hand(solved_demo, size)
    faults: dict[str, list[str]] = {}
    for layout in LAYOUTS:
        person.window.arrange(layout)
        person.settle()
        empty = [child.accessibleName() for child in person.window.findChildren(EmptyState) if child.isVisible()]
        faults[layout.id] = [*find_text_faults(person.window), *empty]
    assert faults == {layout.id: [] for layout in LAYOUTS}
