"""What the code panel says of a place: its title bar, its caption, its lists of frames and files."""

from __future__ import annotations

from workbench.model.display import visible
from workbench.model.instants import clock_text
from workbench.panels.code_places import CodePlace
from workbench.views.code_frames import frame_place, frames_of, short_type
from workbench.views.code_head import CodeTitle
from workbench.views.code_side import SideItem

FILES = 2_000


def title_of(place: CodePlace, zone: str, ignore_space: bool) -> CodeTitle:
    """Path, `base → commit`, size, and when it was deployed, or what last changed a file that is shown whole."""
    diff = place.diff
    if diff is None:
        tag = f"last changed by {place.changed_by[:7]}" if place.changed_by else ""
        return CodeTitle(visible(place.path), f"at {place.commit[:7]}" if place.commit else "", tag=tag)
    tag = ""
    if place.deploy is not None:
        version = f" in {visible(place.deploy.version)[:40]}" if place.deploy.version else ""
        tag = f"deployed{version} at {clock_text(place.deploy.t, 0, zone)}"
    notes = ["white space ignored"] if ignore_space else []
    notes += ["approximate"] if diff.approximate else []
    notes += ["binary"] if diff.binary else []
    notes += [f"was {visible(diff.old_path)}"] if diff.status == "renamed" else []
    revisions = f"{place.base[:7] or 'nothing'} → {place.commit[:7]}"
    return CodeTitle(visible(place.path), revisions, diff.added, diff.removed, True, tag, tuple(notes))


def caption_of(place: CodePlace) -> str:
    """`frame 1 of 5`, or `3 files`."""
    if place.trace is not None:
        count = len(frames_of(place.trace))
        return f"frame {place.frame + 1} of {count}" if place.frame >= 0 else f"{count} frames"
    count = len(place.files)
    return f"{count:,} file{'' if count == 1 else 's'} changed"


def side_items(place: CodePlace) -> tuple[tuple[SideItem, ...], tuple[str, ...]]:
    """The rows of the list, and the keys of those that are shown."""
    items: list[SideItem] = []
    chosen: list[str] = []
    if place.trace is not None:
        items += _frames(place)
        chosen.append(f"frame:{place.frame}")
    if place.files:
        count = len(place.files)
        items.append(SideItem("head", "Changed files", extra=f"{count:,}"))
        for file in place.files[:FILES]:
            folder, _, name = visible(file.path).rpartition("/")
            items.append(SideItem("file", name, folder, f"file:{file.path}", added=file.added, removed=file.removed))
        chosen.append(f"file:{place.path}")
    return tuple(items), tuple(chosen)


def _frames(place: CodePlace) -> list[SideItem]:
    if place.trace is None:
        return []
    pairs = frames_of(place.trace)
    named = pairs[place.frame][0] if 0 <= place.frame < len(pairs) else place.trace.exceptions[0]
    items = [SideItem("head", "Stack frames", extra=visible(short_type(named))[:60], ink="err")]
    for number, (_exception, frame) in enumerate(pairs):
        own = number < len(place.own) and place.own[number]
        where = visible(frame_place(frame))
        folder = frame.file.replace("\\", "/").rpartition("/")[0].rpartition("/")[2]
        shown = f"{visible(folder)}/{where}" if folder else where
        name = visible(_short_name(frame.function)) or "(no name)"
        repeat = f" × {frame.repeat}" if frame.repeat > 1 else ""
        items.append(SideItem("frame", name + repeat, shown, f"frame:{number}", own))
    return items


def _short_name(function: str) -> str:
    """`OrderStore.reserve` of `com.shop.db.OrderStore.reserve`."""
    parts = function.split(".")
    return ".".join(parts[-2:]) if len(parts) > 2 and "/" not in function and " " not in function else function
