"""The shared focus: first at once, then once a frame, no echo, back and forward."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QObject

from workbench.model.entities import Entity
from workbench.model.focus import EMPTY, Focus
from workbench.panels.hub import Hub


@pytest.fixture
def hub(qtbot: Any) -> Hub:
    return Hub()


@pytest.fixture
def heard(hub: Hub) -> list[tuple[Focus, object]]:
    """What listeners were told."""
    told: list[tuple[Focus, object]] = []
    hub.focus_changed.connect(lambda focus, origin: told.append((focus, origin)))
    return told


def test_the_first_move_is_delivered_at_once(hub: Hub, heard: list) -> None:
    origin = object()
    hub.move(Focus(cursor=1), origin)
    assert heard == [(Focus(cursor=1), origin)]


def test_moves_within_a_frame_are_merged_into_the_last_one(hub: Hub, heard: list, qtbot: Any) -> None:
    for t in range(1, 6):
        hub.move(Focus(cursor=t))
    assert [focus.cursor for focus, _ in heard] == [1]
    assert hub.focus.cursor == 5
    qtbot.waitUntil(lambda: len(heard) == 2, timeout=1000)
    assert [focus.cursor for focus, _ in heard] == [1, 5]


def test_moving_to_where_one_is_tells_nobody(hub: Hub, heard: list) -> None:
    hub.move(EMPTY)
    assert heard == []


def test_a_move_made_while_one_is_told_is_an_echo_and_dropped(hub: Hub, heard: list, qtbot: Any) -> None:
    hub.focus_changed.connect(lambda focus, _origin: hub.move(focus.lit(Entity("host", "a"))))
    hub.move(Focus(cursor=1))
    qtbot.wait(40)
    assert [focus for focus, _ in heard] == [Focus(cursor=1)]


def test_back_and_forward_walk_the_settled_focuses(hub: Hub) -> None:
    for t in (1, 2, 3):
        hub.move(Focus(cursor=t))
        hub.flush()
        hub.remember()
    assert hub.back()
    assert hub.focus.cursor == 2
    assert hub.back()
    assert hub.focus.cursor == 1
    assert hub.forward()
    assert hub.focus.cursor == 2


def test_a_new_focus_ends_the_way_forward(hub: Hub) -> None:
    for t in (1, 2):
        hub.move(Focus(cursor=t))
        hub.flush()
        hub.remember()
    hub.back()
    hub.move(Focus(cursor=9))
    hub.flush()
    hub.remember()
    assert not hub.forward()
    assert hub.focus.cursor == 9


def test_passing_through_is_not_remembered(hub: Hub, qtbot: Any) -> None:
    hub.move(Focus(cursor=1))
    hub.flush()
    hub.remember()
    for t in range(2, 20):
        hub.move(Focus(cursor=t))
        hub.flush()
    assert hub.back()
    assert hub.focus.cursor == 1


def test_news_of_the_case_names_what_changed(hub: Hub) -> None:
    told: list[frozenset[str]] = []
    hub.case_changed.connect(lambda changes, _origin: told.append(changes))
    hub.announce(frozenset({"notes"}))
    assert told == [frozenset({"notes"})]


class Follower(QObject):
    """Somebody who follows."""

    def __init__(self, hub: Hub, name: str, heard: list[tuple[str, int | None]]) -> None:
        super().__init__(hub)
        hub.join(self, lambda focus, _origin: heard.append((name, focus.cursor)))


@pytest.fixture
def steps() -> list[tuple[str, int | None]]:
    """Who followed where, in order."""
    return []


def test_the_first_in_line_follows_at_once_and_the_others_turn_by_turn(hub: Hub, steps: list, qtbot: Any) -> None:
    _keep = [Follower(hub, name, steps) for name in ("logs", "timeline", "code")]
    hub.move(Focus(cursor=1))
    assert steps == [("logs", 1)]
    qtbot.waitUntil(lambda: len(steps) == 3, timeout=1000)
    assert steps == [("logs", 1), ("timeline", 1), ("code", 1)]


def test_who_moves_does_not_follow_and_others_wait_until_it_is_painted(hub: Hub, steps: list, qtbot: Any) -> None:
    logs, _timeline, _code = (Follower(hub, name, steps) for name in ("logs", "timeline", "code"))
    hub.move(Focus(cursor=1), logs)
    assert steps == []
    qtbot.waitUntil(lambda: len(steps) == 2, timeout=1000)
    assert steps == [("timeline", 1), ("code", 1)]


def test_another_move_meanwhile_is_followed_instead_by_those_first_who_still_waited(hub: Hub, steps: list) -> None:
    _keep = [Follower(hub, name, steps) for name in ("logs", "timeline", "code")]
    hub.move(Focus(cursor=1))
    hub.move(Focus(cursor=2))
    hub.flush()
    assert steps == [("logs", 1), ("timeline", 2), ("code", 2), ("logs", 2)]


def test_a_panel_that_is_gone_follows_no_more(hub: Hub, steps: list, qtbot: Any) -> None:
    one, _other = Follower(hub, "logs", steps), Follower(hub, "code", steps)
    one.deleteLater()
    qtbot.wait(1)
    hub.move(Focus(cursor=1))
    hub.flush()
    assert steps == [("code", 1)]


def test_a_window_that_is_closed_has_nobody_follow_any_more(qtbot):
    hub, seen = Hub(), []
    follower = QObject()
    hub.join(follower, lambda focus, _origin: seen.append(focus))
    hub.move(Focus(cursor=1), follower)
    hub.move(Focus(cursor=2), object())
    hub.close()
    qtbot.wait(60)
    assert seen == []
