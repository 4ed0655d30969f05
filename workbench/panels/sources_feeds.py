"""What the panel Sources says of commands and standard input: running, ended, or dead; and how one is stopped."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING

from workbench.errors import WorkbenchError
from workbench.model.case import Feed, Source
from workbench.model.instants import clock_text

if TYPE_CHECKING:
    from workbench.panels.base import Surroundings


def feed_health(source: Source) -> tuple[str, str] | None:
    """Icon and colour of a feed that is no longer well; None where it is judged like the others."""
    return ("alert", "err") if source.feed is not None and source.feed.died else None


def feed_remark(source: Source, zone: str) -> str:
    """How a feed stands, in a line; empty for other sources."""
    feed = source.feed
    if feed is None:
        return ""
    if source.state == "live":
        return f"{_running(feed)} since {clock_text(feed.began, 0, zone)}"
    at = f", {clock_text(feed.ended, 0, zone)}" if feed.ended else ""
    return f"{feed.ending or 'it ended'}{at}"


def feed_tip(source: Source, zone: str) -> tuple[str, ...]:
    """What a feed's tooltip says above all."""
    feed = source.feed
    if feed is None:
        return ()
    what = f"{feed.output} of {shlex.join(feed.command)} in {feed.folder}" if feed.command else "standard input"
    return (f"{what}, on {feed.host}", feed_remark(source, zone))


def _running(feed: Feed) -> str:
    return "running" if feed.command else "heard"


def stop(around: Surroundings, source: Source, ended: Callable[[], None]) -> None:
    """End following a source in the background; a command and all it started are ended."""
    case = around.case

    def told(done: Source) -> None:
        ended()
        how = f": {done.feed.ending}" if done.feed else " is no longer followed"
        around.say(f"{done.name}{how}. {done.records:,} records are sealed.")

    def refused(error: Exception) -> None:
        if not isinstance(error, WorkbenchError):
            raise error
        around.say(error.sentence())

    around.start(f"Ending {source.name}", lambda context: case.unfollow(source.id, context), told, refused)
