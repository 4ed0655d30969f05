"""The timeline by pointer and keys: what is painted, what a click cites, what a drag chooses, what is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QKeySequence, QMouseEvent, QShortcut, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from workbench.casework.edits import Put
from workbench.casework.values import Deploy
from workbench.clock import Clock
from workbench.engine.spine import SpinePart, build_spine
from workbench.errors import CaseReadOnly
from workbench.jobs import JobContext, start_now
from workbench.model.case import CaseRecord, Source
from workbench.model.entities import Citation, Entity, bytes_citation
from workbench.model.focus import Focus
from workbench.model.instants import MINUTE, SECOND, TimeWindow, parse_instant
from workbench.model.notebook import Entry, Evidence, Notebook
from workbench.model.records import KINDS, Link, Place, Record
from workbench.model.severity import level_of
from workbench.panels import timeline_lanes
from workbench.panels.base import Surroundings
from workbench.panels.hub import Hub
from workbench.panels.timeline import TimelinePanel
from workbench.panels.timeline_lanes import alert_lane, read_recorded
from workbench.settings import Settings
from workbench.views.lanes import DensityLane, Events, MarkLane, TimelineContent, pack_rows, place, stepped
from workbench.views.lanes_paint import clusters
from workbench.views.time_axis import TimeScale, bin_edges, panned, span_text, ticks, zoomed
from workbench.views.timeline import TimelineView
from workbench.views.timeline_ground import LABELS, LANES_TOP

DAY = parse_instant("2026-03-17T00:00:00Z", day=0)
T0 = DAY + 14 * 60 * MINUTE
LEFT = Qt.MouseButton.LeftButton


def at(text: str) -> int:
    """`14:08:03.412` on the day of the incident."""
    return parse_instant(text, day=DAY)


# ------------------------------------------------------------------------------------------------ axis
def test_labels_are_round_moments_that_have_room():
    scale = TimeScale(TimeWindow(at("13:58"), at("14:44")), 136, 1866)
    found = ticks(scale)
    assert [tick.label for tick in found[:3]] == ["14:00", "14:05", "14:10"]
    assert all(scale.x(b.t) - scale.x(a.t) >= 90 for a, b in zip(found, found[1:], strict=False))


def test_labels_are_round_in_a_zone_that_is_off_by_half_an_hour():
    day = TimeScale(TimeWindow(DAY, DAY + 24 * 60 * MINUTE), 0, 900)
    found = ticks(day, "Asia/Kolkata")
    assert all(tick.label.endswith(":00") or tick.label == "18 Mar" for tick in found)
    assert "18 Mar" in [tick.label for tick in found]


@pytest.mark.parametrize(
    ("width", "label"), [(SECOND // 50, "14:00:00.002"), (20 * SECOND, "14:00:02"), (48 * 60 * MINUTE, "18 Mar")]
)
def test_labels_have_the_digits_that_their_step_needs(width: int, label: str):
    assert label in [tick.label for tick in ticks(TimeScale(TimeWindow(T0, T0 + width), 0, 1000))]


def test_labels_of_decades_are_years_that_have_room():
    scale = TimeScale(
        TimeWindow(parse_instant("1968-01-30T00:00Z", day=0), parse_instant("2071-11-10T00:00Z", day=0)), 136, 1866
    )
    found = ticks(scale, "Asia/Tokyo")
    assert [tick.label for tick in found[:3]] == ["1970", "1980", "1990"]
    assert found[0].t == parse_instant("1969-12-31T15:00Z", day=0)  # midnight in Tokyo
    assert all(scale.x(b.t) - scale.x(a.t) >= 90 for a, b in zip(found, found[1:], strict=False))


@pytest.mark.parametrize("days", [400, 2_000, 20_000, 160_000])
def test_labels_have_room_whatever_the_span(days: int):
    scale = TimeScale(TimeWindow(T0 - days * 24 * 60 * MINUTE // 2, T0 + days * 24 * 60 * MINUTE // 2), 0, 1000)
    found = ticks(scale)
    assert 2 <= len(found) <= 12
    assert all(scale.x(b.t) - scale.x(a.t) >= 89 for a, b in zip(found, found[1:], strict=False))


def test_bins_stay_where_they_are_while_the_view_moves():
    one = bin_edges(TimeScale(TimeWindow(T0, T0 + MINUTE), 0, 600), 10)
    other = bin_edges(TimeScale(TimeWindow(T0 + 333, T0 + 333 + MINUTE), 0, 600), 10)
    assert set(one[1:-1].tolist()) <= set(other.tolist())


def test_zoom_keeps_the_instant_under_the_pointer_and_has_limits():
    whole = TimeWindow(T0, T0 + 100 * SECOND)
    about = T0 + 25 * SECOND
    near = zoomed(whole, 0.5, about, whole)
    assert near.width == 50 * SECOND
    assert (about - near.start) * 4 == near.width
    assert zoomed(TimeWindow(T0, T0 + 1000), 0.5, T0, whole).width == 1000
    assert zoomed(whole, 100, about, whole).width == 200 * SECOND


def test_panning_never_loses_the_case():
    whole = TimeWindow(T0, T0 + 100 * SECOND)
    seen = TimeWindow(T0, T0 + 10 * SECOND)
    assert panned(seen, 3 * SECOND, whole) == seen.moved(3 * SECOND)
    assert panned(seen, -1000 * SECOND, whole).end > T0
    assert panned(seen, 1000 * SECOND, whole).start < whole.end


def test_spans_are_written_as_finely_as_they_need():
    assert span_text(TimeWindow(at("13:58"), at("14:44"))) == "13:58–14:44"
    assert span_text(TimeWindow(at("14:00:01"), at("14:00:09"))) == "14:00:01–14:00:09"
    assert span_text(TimeWindow(at("14:00"), at("14:00") + 30 * 60 * 60 * SECOND)) == "17 Mar 14:00–18 Mar 20:00"
    assert span_text(TimeWindow(T0 - 365 * 24 * 60 * MINUTE, T0)) == "17 Mar 2025 14:00–17 Mar 2026 14:00"


# ------------------------------------------------------------------------------------------------ values
def test_bins_are_counted_by_how_bad_events_are():
    t = np.array([5, 1, 1, 12, 25], dtype=np.int64)
    level = np.array([level_of(n) for n in (17, 9, 13, 21, 0)], dtype=np.uint8)
    counts = Events.of(t, level).counts(np.array([0, 10, 20, 30]))
    assert counts.tolist() == [[1, 0, 1], [1, 0, 0], [1, 1, 0]]


def test_events_too_many_to_hold_each_are_counted_in_bins():
    t = np.array([5, 1, 1, 12, 25], dtype=np.int64)
    level = np.array([level_of(n) for n in (17, 9, 13, 21, 0)], dtype=np.uint8)
    by_level = np.zeros((3, 7), dtype=np.int64)
    np.add.at(by_level, (t // 10, level), 1)
    binned, each = Events.binned(np.array([0, 10, 20, 30]), by_level), Events.of(t, level)
    for edges in ([0, 10, 20, 30], [0, 30], [10, 20], [-5, 0]):
        assert binned.counts(np.array(edges)).tolist() == each.counts(np.array(edges)).tolist()
    assert binned.size == each.size == 5 and binned.count(TimeWindow(0, 20)) == 4
    assert binned.t.tolist() == [0, 10, 20]


def test_a_lane_of_many_records_cites_the_first_of_a_moment(
    make_panel: Any, case: CaseOnPaper, monkeypatch: pytest.MonkeyPatch
):
    few = read_recorded(cast(Any, case), JobContext())
    monkeypatch.setattr(timeline_lanes, "MANY", 100)
    many = read_recorded(cast(Any, case), JobContext())
    assert many.lanes["levels"].count == few.lanes["levels"].count == 2400
    # 2,400 records a second apart in 32,768 bins: each has its own
    for index in (0, 700, 2399):
        assert many.citation("levels", index) == few.citation("levels", index)
    panel = make_panel(case)
    assert {spot.lane.id: spot.lane.count for spot in panel.view.placed()}["levels"] == 2400


def test_bars_that_meet_stand_on_different_rows():
    start, end = np.array([0, 5, 20, 21]), np.array([10, 15, 30, 22])
    assert pack_rows(start, end).tolist() == [0, 1, 0, 1]


def test_lanes_leave_in_their_order_when_height_is_short():
    lanes = tuple(DensityLane(name, name, "logs", Events.of(np.array([1])), "heat", height=20) for name in "abcd")
    content = TimelineContent(TimeWindow(0, 10), lanes=lanes, keep=("c", "a", "b", "d"))
    assert [spot.lane.id for spot in place(content, 0, 100)] == ["a", "b", "c", "d"]
    assert [spot.lane.id for spot in place(content, 0, 45)] == ["a", "c"]
    assert [spot.lane.id for spot in place(content, 0, 5)] == ["c"]


def test_a_step_goes_to_the_event_after_and_before():
    lane = DensityLane("a", "a", "logs", Events.of(np.array([10, 20, 30])))
    assert stepped(lane, 20, True) == 2
    assert stepped(lane, 20, False) == 0
    assert stepped(lane, 30, True) == -1
    assert stepped(lane, None, True) == 0


def marks(t: list[int], label: list[str], **rest: Any) -> MarkLane:
    count = len(t)
    times = np.array(t, dtype=np.int64)
    return MarkLane("m", "Marks", "flag", times, label, ["flag"] * count, ["change"] * count, ["tile"] * count, **rest)


def test_marks_that_would_stand_on_each_other_become_one():
    scale = TimeScale(TimeWindow(0, 1000), 0, 1000)
    found = clusters(marks([10, 12, 14, 500], ["a", "b", "c", "d"]), scale, lambda _: 16.0)
    assert [(group.first, group.last) for group in found] == [(0, 3), (3, 4)]


# ------------------------------------------------------------------------------------------------ view
@pytest.fixture
def view(qtbot: Any, dark: Any) -> TimelineView:
    made = TimelineView(dark)
    made.resize(1200, 280)
    qtbot.addWidget(made)
    return made


def picture(widget: QWidget) -> QImage:
    return widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def near(color: QColor, other: QColor) -> bool:
    pairs = zip(color.getRgb()[:3], other.getRgb()[:3], strict=True)
    return all(abs(one - two) <= 3 for one, two in pairs)


def column_has(image: QImage, x: int, top: int, bottom: int, color: QColor) -> bool:
    return any(near(image.pixelColor(x, y), color) for y in range(top, bottom))


def test_a_million_events_are_pixels_and_not_objects(view: TimelineView, qtbot: Any):
    """500,000 calm events fill the first half, 500,000 errors the third quarter; nothing is in the last."""
    half, quarter = 100 * SECOND, 50 * SECOND
    t = np.concatenate(
        (np.linspace(T0, T0 + half - 1, 500_000), np.linspace(T0 + half, T0 + half + quarter - 1, 500_000))
    )
    level = np.repeat(np.array([3, 5], dtype=np.uint8), 500_000)
    events = Events.of(t.astype(np.int64), level)
    lane = DensityLane("levels", "Log levels", "logs", events)
    children = len(view.findChildren(QWidget))
    view.set_content(TimelineContent(TimeWindow(T0, T0 + 2 * half), events, (lane,), ("levels",)))
    view.show()
    image = picture(view)
    bottom = int(view.placed()[0].bottom) - 4
    scale = view.scale
    blue, red = view.theme.color("info.fill"), view.theme.color("err.fill")
    for share, color, there in ((0.2, blue, True), (0.2, red, False), (0.6, red, True), (0.6, blue, False)):
        x = int(scale.x(T0 + int(share * 2 * half)))
        found = any(column_has(image, x + step, LANES_TOP, bottom, color) for step in range(4))
        assert found is there, (share, color.name())
    empty = int(scale.x(T0 + int(1.8 * half)))
    assert not any(
        column_has(image, empty + step, LANES_TOP, bottom, color) for step in range(4) for color in (blue, red)
    )
    assert len(view.findChildren(QWidget)) == children
    assert lane.count == 1_000_000
    assert "1.0M" in [box.text for box in view.text_boxes]


def scene() -> TimelineContent:
    t = np.arange(at("14:00"), at("14:40"), SECOND, dtype=np.int64)
    gap = TimeWindow(at("14:20"), at("14:22"))
    t = t[(t < gap.start) | (t >= gap.end)]
    events = Events.of(t, np.full(t.size, 3, dtype=np.uint8))
    whole = TimeWindow(at("14:00"), at("14:40"))
    changes = marks([at("14:02:11"), at("14:31:52")], ["Deploy 4.18.0", "Rollback 4.17.3"])
    entries = replace(marks([at("14:10")], ["Looked at the pool"], grows=True), id="entries", title="Entries")
    lanes = (
        replace(changes, id="changes", title="Changes"),
        DensityLane("levels", "Log levels", "logs", events),
        entries,
    )
    return TimelineContent(whole, events, lanes, ("levels",), (gap,), changes.t)


def middle(view: TimelineView, lane: str, t: int) -> QPoint:
    spot = next(spot for spot in view.placed() if spot.lane.id == lane)
    return QPoint(round(view.scale.x(t)), int(spot.top + spot.height / 2))


def drag(widget: QWidget, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(widget, LEFT, Qt.KeyboardModifier.NoModifier, start)
    for share in (0.3, 0.7, 1.0):
        to = QPointF(start + (end - start) * share)
        move = QMouseEvent(
            QEvent.Type.MouseMove,
            to,
            widget.mapToGlobal(to),
            Qt.MouseButton.NoButton,
            LEFT,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(widget, move)
    QTest.mouseRelease(widget, LEFT, Qt.KeyboardModifier.NoModifier, end)


def wheel(widget: QWidget, where: QPoint, turn: int, ctrl: bool = False) -> None:
    keys = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(
        QPointF(where), QPointF(where), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton, keys,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


@pytest.fixture
def full(view: TimelineView) -> TimelineView:
    view.set_content(scene())
    view.show()
    return view


def test_the_cursor_is_a_teal_line_with_its_time(full: TimelineView):
    full.set_cursor(at("14:08:03.412"))
    image = picture(full)
    x = round(full.cursor_x())
    assert full.cursor_x() == pytest.approx(LABELS + (1200 - 14 - LABELS) * (8 * 60 + 3.412) / 2400, abs=0.01)
    teal = full.theme.color("cursor")
    assert near(image.pixelColor(x, LANES_TOP + 3), teal) or near(image.pixelColor(x - 1, LANES_TOP + 3), teal)
    assert "14:08:03.412" in [box.text for box in full.text_boxes]
    assert "cursor 14:08:03.412" in full.accessibleName()
    full.set_cursor(at("14:50"))
    assert np.isnan(full.cursor_x())


def test_a_label_of_the_axis_yields_to_the_cursor(full: TimelineView):
    picture(full)
    assert "14:10" in [box.text for box in full.text_boxes]
    full.set_cursor(at("14:10:05"))
    picture(full)
    assert "14:10" not in [box.text for box in full.text_boxes]


def test_a_gap_is_named_once(full: TimelineView):
    picture(full)
    assert [box.text for box in full.text_boxes if box.text.startswith("gap")] == ["gap 2m"]


def test_a_click_on_a_mark_gives_its_very_instant(full: TimelineView, qtbot: Any):
    with qtbot.waitSignal(full.pointed) as caught:
        QTest.mouseClick(
            full, LEFT, Qt.KeyboardModifier.NoModifier, middle(full, "changes", at("14:31:52")) + QPoint(4, 0)
        )
    assert caught.args == [at("14:31:52"), "changes", 1]


def test_a_click_on_an_empty_place_gives_the_time_there(full: TimelineView, qtbot: Any):
    with qtbot.waitSignal(full.pointed) as caught:
        QTest.mouseClick(full, LEFT, Qt.KeyboardModifier.NoModifier, middle(full, "changes", at("14:15")))
    t, lane, index = caught.args
    assert (lane, index) == ("changes", -1)
    assert abs(t - at("14:15")) <= full.scale.ns_per_pixel


def test_a_drag_chooses_a_window_and_moves_no_cursor(full: TimelineView, qtbot: Any):
    pointed: list[object] = []
    full.pointed.connect(lambda *args: pointed.append(args))
    with qtbot.waitSignal(full.window_chosen) as caught:
        drag(full, middle(full, "levels", at("14:05")), middle(full, "levels", at("14:12")))
    window = caught.args[0]
    assert abs(window.start - at("14:05")) <= 2 * full.scale.ns_per_pixel
    assert abs(window.end - at("14:12")) <= 2 * full.scale.ns_per_pixel
    assert pointed == []


def test_a_window_is_what_is_seen_until_it_goes(full: TimelineView):
    full.set_window(TimeWindow(at("14:05"), at("14:12")))
    assert full.seen == TimeWindow(at("14:05"), at("14:12"))
    full.set_window(None)
    assert full.seen == full.content.whole


def test_the_brush_is_moved_and_resized_on_the_strip(full: TimelineView, qtbot: Any):
    full.set_window(TimeWindow(at("14:10"), at("14:20")))
    strip = full.whole_scale
    with qtbot.waitSignal(full.window_chosen) as caught:
        drag(full, QPoint(round(strip.x(at("14:20"))), 16), QPoint(round(strip.x(at("14:30"))), 16))
    assert caught.args[0].start == at("14:10")
    assert abs(caught.args[0].end - at("14:30")) <= 2 * strip.ns_per_pixel
    with qtbot.waitSignal(full.window_chosen) as caught:
        drag(full, QPoint(round(strip.x(at("14:15"))), 16), QPoint(round(strip.x(at("14:18"))), 16))
    assert abs(caught.args[0].start - at("14:13")) <= 2 * strip.ns_per_pixel
    assert abs(caught.args[0].width - 20 * MINUTE) <= 2 * strip.ns_per_pixel


def test_the_wheel_pans_and_with_control_zooms_about_the_pointer(full: TimelineView):
    where = middle(full, "levels", at("14:10"))
    before = full.scale.t(where.x())
    wheel(full, where, 120, ctrl=True)
    assert full.seen.width < full.content.whole.width
    assert abs(full.scale.t(where.x()) - before) <= full.scale.ns_per_pixel
    width, start = full.seen.width, full.seen.start
    wheel(full, where, -120)
    assert full.seen.width == width
    assert full.seen.start > start


def test_hovering_a_bin_counts_it(full: TimelineView):
    where = middle(full, "levels", at("14:10"))
    QTest.mouseMove(full, where)
    full._show_hover(QPointF(where))
    assert full.hover is not None
    edges = bin_edges(full.scale, 8.0)
    seconds = int(edges[1] - edges[0]) // SECOND
    assert f"{seconds} records" in full.hover.lines[1]
    picture(full)
    assert any(box.text == full.hover.lines[0] for box in full.text_boxes)


def test_a_double_click_between_two_entries_asks_for_one(full: TimelineView, qtbot: Any):
    with qtbot.waitSignal(full.entry_asked) as caught:
        QTest.mouseDClick(full, LEFT, Qt.KeyboardModifier.NoModifier, middle(full, "entries", at("14:25")))
    assert abs(caught.args[0] - at("14:25")) <= full.scale.ns_per_pixel
    asked: list[object] = []
    full.entry_asked.connect(asked.append)
    QTest.mouseDClick(full, LEFT, Qt.KeyboardModifier.NoModifier, middle(full, "entries", at("14:10")))
    assert asked == []


@pytest.mark.parametrize("size", [(1880, 286), (1326, 286), (1326, 150), (700, 200)])
def test_no_text_meets_another_at_any_size(
    view: TimelineView, size: tuple[int, int], find_text_faults: Callable[[QWidget], list[str]]
):
    view.set_content(scene())
    view.resize(*size)
    view.show()
    for text in ("14:02:11", "14:10:02", "14:20:30", "14:39:59"):
        view.set_cursor(at(text))
        picture(view)
        assert find_text_faults(view) == []


# ------------------------------------------------------------------------------------------------ panel
class CaseOnPaper:
    """An open case in memory: one log, two alerts, a deploy with its commit, a failed test."""

    def __init__(self) -> None:
        self.settings, self.clock = Settings(author="ana"), Clock(lambda: at("16:00"))
        self.read_only = ""
        self.generation = 1
        record = CaseRecord("c", "Checkout 503s", started=at("14:08:20"), mitigated=at("14:36:20"))
        source = Source("s1", 1, "app.log", records=2400)
        pin = Evidence("e1", 1, "log", bytes_citation("s1", 500, 10), "x", "0", t=at("14:08:20"))
        self.notebook = Notebook(record, {"s1": source}, {"e1": pin})
        self.asked: list[str] = []
        self._records = self._other_records()
        t = np.arange(at("14:00"), at("14:40"), SECOND, dtype=np.int64)
        severity = np.where(t >= at("14:08:20"), 17, 9).astype(np.uint8)
        self._log = len(t)
        self.spine = build_spine(
            [
                self._part(1, t, severity, np.zeros(t.size, dtype=np.uint8)),
                self._part(
                    2,
                    np.array([record.t for record in self._records], dtype=np.int64),
                    np.array([record.severity for record in self._records], dtype=np.uint8),
                    np.array([KINDS.index(record.kind) for record in self._records], dtype=np.uint8),
                ),
            ],
            None,
        )

    def _part(self, number: int, t: Any, severity: Any, kind: Any) -> SpinePart:
        offset = np.arange(t.size, dtype=np.int64) * 100
        return SpinePart(number, t, np.zeros(t.size, dtype=bool), severity, kind, offset, np.full(t.size, 80))

    def more(self, record: Any) -> list[Record]:
        """Records of further kinds."""
        return []

    def _other_records(self) -> list[Record]:
        def record(number: int, time: str, kind: Any, **rest: Any) -> Record:
            return Record(f"s2:{number}", at(time), "x", "s2", Place(number * 100, 80), kind, **rest)

        return [
            record(0, "14:06:40", "alert", phase="open", title="PoolSaturation", group_key="g1", severity=13),
            record(1, "14:33:30", "alert", phase="close", title="PoolSaturation", group_key="g1", severity=13),
            record(2, "14:01:00", "commit", title="Drop the finally", links=(Link("commit", "9f3c1ae" + "0" * 33),)),
            record(3, "14:38:00", "ci", title="test_pool", severity=9, attributes={"wb.tests": 1}),
            record(4, "14:02:11", "deploy", title="Deploy 4.18.0", severity=9),
            *self.more(record),
        ]

    def page(self, rows: Any) -> tuple[Record, ...]:
        found = []
        for row in np.asarray(rows).tolist():
            if int(self.spine.source[row]) == 2:
                found.append(self._records[int(self.spine.offset[row]) // 100])
            else:
                t, offset = int(self.spine.t[row]), int(self.spine.offset[row])
                body = "checkout.PoolTimeout: no connection after 5 s"
                found.append(Record(f"s1:{offset}", t, "app.log", "s1", Place(offset, 80), "log", body=body))
        return tuple(found)

    def deploys(self) -> tuple[Deploy, ...]:
        where = bytes_citation("s2", 400, 80)
        return (Deploy(at("14:02:11"), "checkout", "4.18.0", "9f3c1ae" + "0" * 33, "", where),)

    def series(self) -> tuple[Any, ...]:
        return ()

    def sources(self) -> tuple[Source, ...]:
        return (*self.notebook.sources.values(), Source("s2", 2, "events.json"))

    def gaps(self) -> tuple[TimeWindow, ...]:
        return ()

    def query(self, text: str, context: JobContext | None = None) -> Any:
        self.asked.append(text)
        return np.array([10, 20, 30])

    def do(self, edit: Put) -> frozenset[str]:
        if self.read_only:
            raise CaseReadOnly(self.read_only)
        assert isinstance(edit.value, Entry)
        self.notebook = replace(self.notebook, entries={**self.notebook.entries, edit.value.id: edit.value})
        return frozenset({"entries"})


@pytest.fixture
def case() -> CaseOnPaper:
    return CaseOnPaper()


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def make_panel(qtbot: Any, dark: Any, said: list[str]) -> Callable[..., TimelinePanel]:
    def make(case: Any, start: Any = start_now, ask: Any = lambda _name: None, keys: bool = True) -> TimelinePanel:
        panel = TimelinePanel(Surroundings(case, Hub(), start, dark, ask, said.append))
        panel.resize(1400, 290)
        qtbot.addWidget(panel)
        for command in panel.commands():
            for key in command.shortcuts:
                shortcut = QShortcut(QKeySequence(key), panel)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(command.run)
        with qtbot.waitExposed(panel):
            panel.show()
        if keys:
            panel.activateWindow()
            panel.view.setFocus()
            qtbot.waitUntil(panel.view.hasFocus)
        return panel

    return make


@pytest.fixture
def panel(make_panel: Any, case: CaseOnPaper) -> TimelinePanel:
    return make_panel(case)


def click(panel: TimelinePanel, lane: str, t: int) -> None:
    panel.hub.flush()
    QTest.mouseClick(panel.view, LEFT, Qt.KeyboardModifier.NoModifier, middle(panel.view, lane, t))
    panel.hub.flush()


class CaseOfManyTools(CaseOnPaper):
    """Two records of each kind that has no other lane, the second of them an error, and a build of another tool."""

    KINDS = ("span", "http", "usersession", "email", "ticket", "comms", "k8s", "auth", "integrity")

    def more(self, record: Any) -> list[Record]:
        made = [record(5, "14:12:00", "ci", title="build 17", severity=17)]
        for kind in self.KINDS:
            made += [
                record(5 + len(made), "14:10:00", kind, severity=9),
                record(6 + len(made), "14:20:00", kind, severity=17),
            ]
        return [replace(one, source_id="s3") if one.title == "build 17" else one for one in made]


def test_every_kind_of_record_has_a_lane_that_cites_it(make_panel: Any):
    panel = make_panel(CaseOfManyTools())
    panel.resize(1400, 700)
    lanes = {lane.id: lane for lane in panel.view.content.lanes}
    assert [lanes[kind].title for kind in CaseOfManyTools.KINDS] == [
        "Spans", "HTTP requests", "User sessions", "E-mails", "Tickets", "Messages", "Kubernetes", "Sign-ins", "Integrity",
    ]  # fmt: skip
    assert [lanes[kind].t.tolist() for kind in CaseOfManyTools.KINDS] == [[at("14:10"), at("14:20")]] * 9
    assert (lanes["tests"].label, lanes["builds"].label) == (["test_pool"], ["build 17"])
    click(panel, "email", at("14:20"))
    assert panel.hub.focus.cursor == at("14:20")
    assert panel.hub.focus.citation is not None and panel.hub.focus.citation.source == "s2"


def test_all_that_a_case_holds_has_its_lane(panel: TimelinePanel):
    lanes = {lane.id: lane for lane in panel.view.content.lanes}
    assert list(lanes) == ["incident", "alerts", "changes", "exceptions", "levels", "tests", "evidence", "entries"]
    counts = {name: lane.count for name, lane in lanes.items()}
    assert counts["levels"] == 2400
    assert counts["exceptions"] == 2400 - 500
    assert counts["alerts"] == 1
    assert counts["changes"] == 2
    alert = lanes["alerts"]
    assert (int(alert.t[0]), int(alert.t_end[0])) == (at("14:06:40"), at("14:33:30"))
    picture(panel.view)
    texts = [box.text for box in panel.view.text_boxes]
    assert "E1" in texts
    assert "PoolTimeout first seen" in texts
    assert any(text.startswith("Impact from 14:08:20") for text in texts)


def test_choosing_a_deploy_moves_the_cursor_and_cites_it(panel: TimelinePanel):
    click(panel, "changes", at("14:02:11"))
    focus = panel.hub.focus
    assert focus.cursor == at("14:02:11")
    assert focus.citation == bytes_citation("s2", 400, 80)
    assert focus.entity == Entity("commit", "9f3c1ae" + "0" * 33)
    assert panel.cited() == (bytes_citation("s2", 400, 80),)
    assert panel.view.cursor_x() == pytest.approx(panel.view.scale.x(at("14:02:11")))


def test_choosing_a_log_bin_cites_the_line_nearest(panel: TimelinePanel):
    click(panel, "levels", at("14:15"))
    focus = panel.hub.focus
    assert focus.citation is not None
    assert focus.citation.source == "s1"
    assert focus.citation.offset // 100 == (focus.cursor - at("14:00")) // SECOND


def test_a_pin_cites_what_it_cites(panel: TimelinePanel):
    click(panel, "evidence", at("14:08:20"))
    assert panel.hub.focus.citation == bytes_citation("s1", 500, 10)


def test_a_focus_from_elsewhere_moves_the_line(panel: TimelinePanel):
    panel.hub.move(Focus(cursor=at("14:20:00.5")), None)
    assert panel.view.cursor_at == at("14:20:00.5")
    panel.hub.flush()
    panel.hub.move(Focus(cursor=at("14:20:00.5"), window=TimeWindow(at("14:18"), at("14:22"))), None)
    assert panel.view.seen == TimeWindow(at("14:18"), at("14:22"))
    assert "4m of" in panel.caption


def test_an_unlinked_panel_stays_where_it_is_and_catches_up(panel: TimelinePanel):
    panel.set_linked(False)
    panel.hub.move(Focus(cursor=at("14:20")), None)
    assert panel.view.cursor_at is None
    panel.hub.flush()
    click(panel, "levels", at("14:15"))
    assert panel.hub.focus.cursor == at("14:20")
    assert abs(panel.view.cursor_at - at("14:15")) < 5 * SECOND
    panel.set_linked(True)
    assert panel.view.cursor_at == at("14:20")


def test_dragging_over_the_lanes_sets_the_shared_window(panel: TimelinePanel):
    drag(panel.view, middle(panel.view, "levels", at("14:10")), middle(panel.view, "levels", at("14:20")))
    window = panel.hub.focus.window
    assert window is not None
    assert abs(window.width - 10 * MINUTE) < 10 * SECOND
    assert panel.view.seen == window


def test_keys_zoom_pan_centre_and_step(panel: TimelinePanel, qtbot: Any):
    whole = panel.view.content.whole
    panel.hub.move(Focus(cursor=at("14:10")), None)
    qtbot.keyClick(panel.view, Qt.Key.Key_W)
    assert panel.view.seen.width == pytest.approx(whole.width * 0.8, rel=1e-6)
    start = panel.view.seen.start
    qtbot.keyClick(panel.view, Qt.Key.Key_D)
    assert panel.view.seen.start > start
    qtbot.keyClick(panel.view, Qt.Key.Key_A)
    assert panel.view.seen.start == start
    qtbot.keyClick(panel.view, Qt.Key.Key_F)
    assert abs(panel.view.seen.start + panel.view.seen.width // 2 - at("14:10")) <= 1
    qtbot.keyClick(panel.view, Qt.Key.Key_F)
    assert panel.view.seen == whole
    assert panel.hub.focus.window is None
    panel.hub.flush()
    qtbot.keyClick(panel.view, Qt.Key.Key_Period)
    assert panel.hub.focus.cursor == at("14:10:01")
    panel.hub.flush()
    qtbot.keyClick(panel.view, Qt.Key.Key_Comma)
    assert panel.hub.focus.cursor == at("14:10")


def test_fitting_a_chosen_alert_shows_it_whole(panel: TimelinePanel, qtbot: Any):
    click(panel, "alerts", at("14:20"))
    assert panel.hub.focus.cursor == at("14:06:40")
    qtbot.keyClick(panel.view, Qt.Key.Key_F)
    qtbot.keyClick(panel.view, Qt.Key.Key_F)
    seen = panel.view.seen
    assert seen.start < at("14:06:40") < at("14:33:30") < seen.end
    assert seen.width < 1.3 * (at("14:33:30") - at("14:06:40"))


def test_an_entry_is_typed_between_two_others(panel: TimelinePanel, case: CaseOnPaper, qtbot: Any):
    QTest.mouseDClick(panel.view, LEFT, Qt.KeyboardModifier.NoModifier, middle(panel.view, "entries", at("14:12")))
    field = panel.entry_field
    assert field.isVisible()
    qtbot.keyClicks(field, "asked the DBA")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    (entry,) = case.notebook.entries.values()
    assert entry.text == "asked the DBA"
    assert entry.by == "ana"
    assert abs(entry.t - at("14:12")) <= panel.view.scale.ns_per_pixel
    assert not field.isVisible()
    picture(panel.view)
    assert "asked the DBA" in [box.text for box in panel.view.text_boxes]


def test_escape_leaves_no_entry(panel: TimelinePanel, case: CaseOnPaper, qtbot: Any):
    QTest.mouseDClick(panel.view, LEFT, Qt.KeyboardModifier.NoModifier, middle(panel.view, "entries", at("14:12")))
    qtbot.keyClicks(panel.entry_field, "no")
    qtbot.keyClick(panel.entry_field, Qt.Key.Key_Escape)
    assert not panel.entry_field.isVisible()
    assert case.notebook.entries == {}


def test_a_span_note_lasts_as_long_as_the_window(panel: TimelinePanel, case: CaseOnPaper, qtbot: Any):
    panel.hub.move(Focus(window=TimeWindow(at("14:18"), at("14:22"))), None)
    qtbot.keyClick(panel.view, Qt.Key.Key_M, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(panel.entry_field, "replica was away")
    qtbot.keyClick(panel.entry_field, Qt.Key.Key_Return)
    (entry,) = case.notebook.entries.values()
    assert (entry.t, entry.t_end) == (at("14:18"), at("14:22"))


def test_a_case_that_cannot_be_written_says_so(panel: TimelinePanel, case: CaseOnPaper, said: list[str]):
    case.read_only = "another process holds the case"
    QTest.mouseDClick(panel.view, LEFT, Qt.KeyboardModifier.NoModifier, middle(panel.view, "entries", at("14:12")))
    assert said == ["another process holds the case"]
    assert panel.add_entry_at(at("14:12"), "x") is None


def test_an_entity_is_searched_for_and_marked(panel: TimelinePanel, case: CaseOnPaper):
    panel.hub.move(Focus(entity=Entity("trace_id", "4bf9")), None)
    assert case.asked == ['trace_id:"4bf9"']
    levels = next(lane for lane in panel.view.content.lanes if lane.id == "levels")
    assert levels.lit.tolist() == [int(case.spine.t[row]) for row in (10, 20, 30)]


def test_a_low_panel_says_how_many_lanes_it_shows(panel: TimelinePanel):
    panel.resize(1400, 150)
    assert panel.caption.endswith("3 of 8 lanes")
    assert [spot.lane.id for spot in panel.view.placed()] == ["incident", "changes", "levels"]


def test_lanes_without_room_come_by_wheel_keys_and_the_handle(panel: TimelinePanel, qtbot: Any):
    view = panel.view
    panel.resize(1400, 150)
    every = [lane.id for lane in view.content.lanes]
    seen, now = {spot.lane.id for spot in view.placed()}, view.seen
    for _ in range(len(every)):
        wheel(view, QPoint(40, LANES_TOP + 10), -1)
        seen |= {spot.lane.id for spot in view.placed()}
    assert seen == set(every)
    assert view.seen == now  # the time seen stays
    last = len(view.placed())
    assert panel.caption.endswith(f"lanes {9 - last} to 8 of 8")
    for _ in every:
        wheel(view, QPoint(40, LANES_TOP + 10), 1)
    assert panel.caption.endswith("3 of 8 lanes")
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    assert "lanes 4 to" in panel.caption
    qtbot.keyClick(view, Qt.Key.Key_PageUp)
    assert panel.caption.endswith("3 of 8 lanes")
    drag(view, QPoint(4, LANES_TOP + 6), QPoint(4, LANES_TOP + 90))
    assert panel.caption.endswith(f"lanes {9 - last} to 8 of 8")
    assert {c.id: c.when() for c in panel.commands()}["timeline.more_lanes"]
    panel.resize(1400, 700)
    assert "of 8" not in panel.caption
    assert not {c.id: c.when() for c in panel.commands()}["timeline.more_lanes"]
    wheel(view, QPoint(40, LANES_TOP + 10), -1)
    assert view.seen != now  # nothing to scroll past: the wheel moves in time as elsewhere


def test_a_case_without_records_offers_to_add_a_source(make_panel: Any, case: CaseOnPaper):
    case.spine = build_spine([], None)
    asked: list[str] = []
    panel = make_panel(case, ask=asked.append, keys=False)
    assert panel.empty.isVisible()
    QTest.mouseClick(panel.empty.findChild(QPushButton), LEFT)
    assert asked == ["sources.add"]


def test_a_late_answer_is_dropped(make_panel: Any, case: CaseOnPaper):
    waiting: list[Any] = []

    def start(_title: str, work: Any, then: Any, _failed: Any = None) -> JobContext:
        waiting.append((work, then))
        return JobContext()

    panel = make_panel(case, start=start, keys=False)
    panel.refresh(frozenset({"spine"}))
    (old_work, old_then), (new_work, new_then) = waiting
    new_then(new_work(JobContext()))
    shown = panel.view.content
    assert shown.lanes
    old_then(old_work(JobContext()))
    assert panel.view.content is shown


def test_what_cannot_be_read_is_said_with_a_way_to_try_again(make_panel: Any, case: CaseOnPaper):
    panel = make_panel(case)
    works = case.deploys

    def broken() -> Any:
        raise CaseReadOnly("the index is gone")

    case.deploys = broken
    panel.refresh(frozenset({"spine"}))
    assert panel.fault.isVisible()
    assert "the index is gone" in panel.fault.accessibleName()
    assert panel.view.isVisible()
    case.deploys = works
    again = next(button for button in panel.fault.findChildren(QPushButton) if button.text() == "Try again")
    QTest.mouseClick(again, LEFT)
    assert not panel.fault.isVisible()


def test_an_alert_told_twice_is_one_bar_and_an_open_one_lasts(case: CaseOnPaper):
    def alert(time: str, phase: Any, key: str) -> Record:
        return Record(key + time, at(time), "x", "s2", Place(0, 1), "alert", phase=phase, title=key, group_key=key)

    records = [alert("14:01", "open", "a"), alert("14:02", "open", "a"), alert("14:03", "open", "b"),
               alert("14:05", "close", "a"), alert("14:09", "open", "a")]  # fmt: skip
    lane, cites = alert_lane(records, at("14:30"))
    bars = list(zip(lane.t.tolist(), lane.t_end.tolist(), strict=True))
    assert bars == [(at("14:01"), at("14:05")), (at("14:03"), at("14:30")), (at("14:09"), at("14:30"))]
    assert len(cites) == 3
    assert isinstance(cites[0], Citation)


def test_every_command_has_help_and_no_key_is_given_twice(panel: TimelinePanel):
    keys = [key for command in panel.commands() for key in command.shortcuts]
    assert len(keys) == len(set(keys))
    assert all(command.help.endswith(".") and command.context == "timeline" for command in panel.commands())
