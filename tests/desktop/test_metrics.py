"""Metrics by pointer and keys: what is plotted, what a value is, what a pin cites, what is said where nothing is known."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QKeySequence, QMouseEvent, QShortcut, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from workbench.casework.edits import Put
from workbench.clock import Clock
from workbench.engine.spine import build_spine
from workbench.jobs import JobContext, start_now
from workbench.model.case import CaseRecord, Source
from workbench.model.entities import bytes_citation, range_citation
from workbench.model.focus import Focus
from workbench.model.instants import MINUTE, SECOND, TimeWindow, parse_instant
from workbench.model.notebook import Evidence, Notebook, SavedView
from workbench.model.records import Points, Series
from workbench.panels.base import Surroundings
from workbench.panels.hub import Hub
from workbench.panels.metrics import MetricsPanel
from workbench.panels.metrics_choice import change, choices, moved_most, unit_of
from workbench.settings import Settings
from workbench.views.metric_points import Curve, short_number, thinned, value_text, y_ticks
from workbench.views.metric_row import AXIS_WIDTH, STRIP
from workbench.views.metrics import MetricStack

DAY = parse_instant("2026-03-17T00:00:00Z", day=0)
LEFT = Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier


def at(text: str) -> int:
    return parse_instant(text, day=DAY)


WHOLE = TimeWindow(at("14:00"), at("14:40"))


# ------------------------------------------------------------------------------------------------ points
@settings(max_examples=40, deadline=None)
@given(st.integers(2, 400), st.integers(1, 60), st.integers(0, 2**31))
def test_thinning_keeps_the_highest_and_lowest(samples: int, columns: int, seed: int):
    numbers = np.random.default_rng(seed)
    t = np.sort(numbers.integers(0, 10_000, samples)).astype(np.int64)
    value = numbers.normal(size=samples)
    at_t, thin = thinned(t, value, TimeWindow(0, 10_000), columns)
    assert (thin.min(), thin.max()) == (value.min(), value.max())
    assert (np.diff(at_t) >= 0).all()
    assert at_t.size <= max(2 * columns + 6, samples if samples <= 2 * columns + 2 else 0)


def test_a_million_points_are_thinned_to_the_pixels():
    t = np.arange(1_000_000, dtype=np.int64) * SECOND
    value = np.zeros(1_000_000)
    value[777_777] = 9.0
    at_t, thin = thinned(t, value, TimeWindow(0, 1_000_000 * SECOND), 800)
    assert at_t.size <= 2 * 800 + 6
    peak = int(at_t[int(np.argmax(thin))])
    assert thin.max() == 9.0
    assert abs(peak - 777_777 * SECOND) <= 1_250 * SECOND


def test_a_line_is_broken_where_samples_are_missing():
    t = np.array([0, 10, 20, 30, 200, 210], dtype=np.int64) * SECOND
    curve = Curve.of("a", "a", t, np.arange(6.0))
    inside = (curve.t > 30 * SECOND) & (curve.t < 200 * SECOND)
    assert np.isnan(curve.value[inside]).all()
    assert inside.sum() == 2
    assert curve.at(25 * SECOND) == 2.0
    assert math.isnan(curve.at(100 * SECOND))
    assert curve.silence(100 * SECOND) == (30 * SECOND, 200 * SECOND)
    assert math.isnan(curve.at(-1))


def test_the_next_sample_and_the_one_before():
    curve = Curve.of("a", "a", np.array([0, 10, 20], dtype=np.int64), np.arange(3.0))
    assert curve.sample(10, True) == 20
    assert curve.sample(10, False) == 0
    assert curve.sample(20, True) is None


@pytest.mark.parametrize(
    ("low", "high", "most", "expected"),
    [
        (0.1, 27.0, 3, (0.0, 15.0, 30.0)),
        (0.0, 100.0, 3, (0.0, 50.0, 100.0)),
        (90.0, 110.0, 3, (90.0, 100.0, 110.0)),
        (math.nan, math.nan, 3, (0.0, 1.0)),
    ],
)
def test_scales_have_round_values_that_enclose_the_line(
    low: float, high: float, most: int, expected: tuple[float, ...]
):
    assert y_ticks(low, high, most) == expected


@settings(max_examples=40, deadline=None)
@given(st.floats(-1e9, 1e9), st.floats(0, 1e9), st.integers(2, 5))
def test_a_scale_never_has_too_many_values_and_never_cuts(low: float, width: float, most: int):
    steps = y_ticks(low, low + width, most)
    assert 2 <= len(steps) <= most
    hair = (steps[1] - steps[0]) * 1e-6 + abs(low) * 1e-6
    assert steps[0] <= low + hair
    assert steps[-1] >= low + width - hair


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (2.14, "s", "2.14 s"), (0.038, "s", "38 ms"), (0.0000051, "s", "5.1 µs"), (134_217_728.0, "B", "134 MB"),
        (27.4, "%", "27.4 %"), (390.0, "/s", "390 /s"), (1767.4, "", "1,767"), (math.nan, "s", ""), (0.0, "s", "0 s"),
    ],
)  # fmt: skip
def test_values_are_written_with_their_unit(value: float, unit: str, text: str):
    assert value_text(value, unit) == text


def test_numbers_of_the_axis_are_short():
    numbers = (0, 0.05, 2.5, 1500, 134e6, -2.5e9)
    assert [short_number(number) for number in numbers] == ["0", "0.05", "2.5", "1.5k", "134M", "-2.5G"]


# ------------------------------------------------------------------------------------------------ choices
def series(name: str, kind: str = "gauge", **labels: str) -> Series:
    inside = ",".join(f"{key}={value}" for key, value in labels.items())
    return Series(f"{name}[{inside}]", name, kind=kind, labels=labels, points=10, sources=("s1",))


def test_counters_are_offered_as_rates_and_histograms_as_quantiles():
    found = choices(
        [
            series("pool_in_use"),
            series("requests_total", "counter", service="checkout"),
            *(series("latency_seconds_bucket", "histogram", le=bound) for bound in ("+Inf", "0.1", "1")),
        ]
    )
    offered = {(choice.name, choice.form, choice.unit) for choice in found}
    assert offered == {
        ("pool_in_use", "raw", ""),
        ("requests_total", "rate", "/s"),
        ("latency_seconds p50", "quantile", "s"),
        ("latency_seconds p95", "quantile", "s"),
        ("latency_seconds p99", "quantile", "s"),
    }
    p99 = next(choice for choice in found if choice.q == 0.99)
    assert p99.bounds == (0.1, 1.0, math.inf)
    assert "le" not in p99.labels


def test_units_follow_from_the_name_where_none_is_declared():
    assert unit_of(series("process_resident_memory_bytes")) == "B"
    assert unit_of(series("x_seconds_total")) == "s"
    assert unit_of(Series("a", "a", unit="seconds")) == "s"


def test_a_line_that_leaves_its_usual_spread_scores_more_than_a_noisy_one():
    before = np.arange(100) < 40
    noise = np.random.default_rng(5).normal(10, 2, 100)
    jump = np.where(before, 10.0, 100.0) + noise / 100
    assert change(jump, before) > 10 * change(noise, before)
    assert change(np.full(100, 7.0), before) == 0


def test_one_line_a_metric_is_picked_best_first():
    t = np.arange(20, dtype=np.int64)
    flat = Points(t, np.full(20, 5.0))
    jump = Points(t, np.where(t < 10, 5.0, 50.0))
    a, b, c = choices([series("a", host="1"), series("a", host="2"), series("b")])
    assert moved_most([(a, flat), (b, jump), (c, flat)], 10, 5) == (b, c)


# ------------------------------------------------------------------------------------------------ view
def curve(name: str, value: np.ndarray, step: int = 10, **rest: Any) -> Curve:
    t = at("14:00") + np.arange(value.size, dtype=np.int64) * step * SECOND
    return Curve.of(name, name, t, value, **rest)


@pytest.fixture
def view(qtbot: Any, dark: Any) -> MetricStack:
    made = MetricStack(dark)
    made.resize(640, 420)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    ramp = np.linspace(0, 100, 240)
    made.set_curves((curve("ramp", ramp, unit="%"), curve("flat", np.full(240, 5.0)), curve("late", ramp[:120])), WHOLE)
    return made


def near(color: QColor, other: QColor) -> bool:
    return all(abs(a - b) <= 24 for a, b in zip(color.getRgb()[:3], other.getRgb()[:3], strict=True))


def settle(qtbot: Any) -> None:
    qtbot.wait(1)


def test_plots_share_the_axis_and_the_line_stands_at_one_pixel_in_all(view: MetricStack, qtbot: Any):
    view.set_cursor(at("14:10"))
    settle(qtbot)
    assert view.cursor_x() == pytest.approx(AXIS_WIDTH + (640 - AXIS_WIDTH) / 4, abs=0.01)
    image = view.grab().toImage()
    x = round(view.cursor_x())
    teal = view.theme.color("cursor")
    for row in view.rows[:3]:
        box = row.plot.box.sceneBoundingRect()
        assert (box.left(), box.right()) == pytest.approx((AXIS_WIDTH, 640), abs=1)
        y = row.y() + STRIP + 6
        ink = image.pixelColor(x, y)
        # The line is one and a half pixels wide: of two pixels it covers three quarters each.
        assert ink.green() - ink.red() > 0.6 * (teal.green() - teal.red())


def test_the_line_is_painted_where_its_values_are(view: MetricStack, qtbot: Any):
    """The ramp is 0..100: at half of the time its ink is at half of the height."""
    settle(qtbot)
    image = view.grab().toImage()
    row = view.rows[0]
    x = round(view.scale.x(at("14:20"))) + 3
    y = row.y() + STRIP + round(row.plot.y_of(50.0))
    ink = view.theme.color("s1")
    assert any(near(image.pixelColor(x + dx, y + dy), ink) for dx in range(-3, 4) for dy in (-2, -1, 0, 1, 2))


def test_strips_say_the_value_at_the_cursor_or_since_when_there_is_none(view: MetricStack, qtbot: Any):
    view.set_cursor(at("14:30"))
    assert view.rows[0].strip.value == value_text(float(np.linspace(0, 100, 240)[180]), "%")
    assert view.rows[2].strip.value == "no data after 14:19:50"
    assert "75.3 % at cursor" in view.accessibleDescription()


def test_a_click_moves_the_cursor_and_selects_the_plot(view: MetricStack, qtbot: Any):
    where = QPoint(round(view.scale.x(at("14:15"))), view.rows[1].y() + STRIP + 20)
    with qtbot.waitSignal(view.pointed) as caught:
        QTest.mouseClick(view, LEFT, NO_KEYS, where)
    assert abs(caught.args[0] - at("14:15")) <= view.scale.ns_per_pixel
    assert view.selected == 1


def drag(widget: QWidget, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(widget, LEFT, NO_KEYS, start)
    for share in (0.3, 0.7, 1.0):
        to = QPointF(start + (end - start) * share)
        place = widget.mapToGlobal(to)
        QApplication.sendEvent(
            widget, QMouseEvent(QEvent.Type.MouseMove, to, place, Qt.MouseButton.NoButton, LEFT, NO_KEYS)
        )
    QTest.mouseRelease(widget, LEFT, NO_KEYS, end)


def test_a_drag_chooses_the_window(view: MetricStack, qtbot: Any):
    y = view.rows[0].y() + STRIP + 20
    with qtbot.waitSignal(view.window_chosen) as caught:
        drag(view, QPoint(round(view.scale.x(at("14:20"))), y), QPoint(round(view.scale.x(at("14:10"))), y))
    window = caught.args[0]
    assert abs(window.start - at("14:10")) <= 2 * view.scale.ns_per_pixel
    assert abs(window.end - at("14:20")) <= 2 * view.scale.ns_per_pixel


def test_the_wheel_pans_and_zooms_all_plots(view: MetricStack):
    def wheel(turn: int, keys: Any) -> None:
        event = QWheelEvent(
            QPointF(300, 100), QPointF(300, 100), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton, keys,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(view, event)

    wheel(120, Qt.KeyboardModifier.ControlModifier)
    assert view.seen.width == pytest.approx(WHOLE.width * 0.8, rel=1e-9)
    start = view.seen.start
    wheel(-120, NO_KEYS)
    assert view.seen.start > start
    ends = [tuple(row.plot.box.viewRange()[0]) for row in view.rows[:3]]
    assert len(set(ends)) == 1
    assert ends[0][0] == pytest.approx((view.seen.start - WHOLE.start) / 1e9)


def test_the_pointer_shows_values_and_moves_nothing(view: MetricStack, qtbot: Any):
    view.overlay.move_pointer(view.scale.x(at("14:10")))
    settle(qtbot)
    view.grab()
    assert "5" in [box.text for box in view.overlay.text_boxes]
    assert view.cursor_at is None


def test_more_plots_than_fit_are_reached_by_selecting(view: MetricStack):
    many = tuple(curve(f"c{number}", np.full(10, 1.0)) for number in range(9))
    view.set_curves(many, WHOLE)
    assert len(view.shown) == view.fitting < 9
    view.select(8)
    assert view.shown[-1].id == "c8"


@pytest.mark.parametrize("size", [(473, 440), (300, 330), (1200, 640)])
def test_no_text_meets_another(
    view: MetricStack, size: tuple[int, int], find_text_faults: Callable[[QWidget], list[str]], qtbot: Any
):
    long = replace(view.curves[0], labels='route="/checkout", method="POST"', marks=("E4", "E12"))
    view.set_curves((replace(long, name="checkout_http_request_duration_seconds p99"), *view.curves[1:]), WHOLE)
    view.resize(*size)
    view.set_cursor(at("14:10"))
    settle(qtbot)
    view.grab()
    assert find_text_faults(view) == []


def test_a_million_points_pan_as_few(view: MetricStack):
    """However long the line is, what is handed to the plot is no more than two points a pixel."""
    t = np.linspace(WHOLE.start, WHOLE.end, 1_000_000).astype(np.int64)
    long = Curve.of("m", "m", t, np.sin(np.arange(1_000_000) / 50_000))
    view.set_curves((long,), WHOLE)
    for _ in range(5):
        view.zoom(True)
        view.pan(0.1)
        x, _y = view.rows[0].plot.line.getData()
        assert 100 < x.size <= 2 * 640 + 6


# ------------------------------------------------------------------------------------------------ panel
class CaseOnPaper:
    """Two gauges, a counter and a histogram over forty minutes; the incident starts after ten."""

    def __init__(self) -> None:
        self.settings, self.clock, self.read_only, self.generation = Settings(), Clock(), "", 1
        self.notebook = Notebook(CaseRecord("c", "t", started=at("14:10")))
        self.spine = build_spine([], None)
        t = at("14:00") + np.arange(240, dtype=np.int64) * 10 * SECOND
        during = t >= at("14:10")
        steady = np.cumsum(np.full(240, 20.0))
        slow = np.cumsum(np.where(during, 15.0, 0.0))
        self.lines: dict[str, tuple[Series, np.ndarray]] = {}
        for name, kind, labels, value in (
            ("pool_in_use", "gauge", {}, np.where(during, 100.0, 38.0)),
            ("threads", "gauge", {}, np.full(240, 12.0)),
            ("requests_total", "counter", {}, steady),
            ("latency_seconds_bucket", "histogram", {"le": "0.1"}, steady - slow),
            ("latency_seconds_bucket", "histogram", {"le": "1"}, steady),
            ("latency_seconds_bucket", "histogram", {"le": "+Inf"}, steady),
        ):
            made = series(name, kind, **labels)
            made = replace(made, first=int(t[0]), last=int(t[-1]))
            self.lines[made.id] = (made, value)
        self.t = t

    def series(self) -> tuple[Series, ...]:
        return tuple(made for made, _ in self.lines.values())

    def points(self, series_id: str, window: Any = None) -> Points:
        return Points(self.t, self.lines[series_id][1])

    def deploys(self) -> tuple[Any, ...]:
        record = bytes_citation("s1", 0, 1)
        return (SimpleNamespace(t=at("14:05"), version="4.18.0", commit="9f3", rollback=False, record=record),)

    def page(self, rows: Any) -> tuple[Any, ...]:
        return ()

    def source(self, name: str) -> Source:
        return Source(name, 1, "metrics.csv")

    def do(self, edit: Put) -> frozenset[str]:
        assert isinstance(edit.value, SavedView)
        self.notebook = replace(self.notebook, views={edit.value.id: edit.value})
        return frozenset({"views"})


@pytest.fixture
def case() -> CaseOnPaper:
    return CaseOnPaper()


@pytest.fixture
def make_panel(qtbot: Any, dark: Any) -> Callable[..., MetricsPanel]:
    def make(case: Any, ask: Any = lambda _name: None, start: Any = start_now) -> MetricsPanel:
        panel = MetricsPanel(Surroundings(case, Hub(), start, dark, ask, lambda _text: None))
        panel.resize(640, 480)
        qtbot.addWidget(panel)
        for command in panel.commands():
            for key in command.shortcuts:
                shortcut = QShortcut(QKeySequence(key), panel)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(command.run)
        with qtbot.waitExposed(panel):
            panel.show()
        return panel

    return make


@pytest.fixture
def panel(make_panel: Any, case: CaseOnPaper, qtbot: Any) -> MetricsPanel:
    made = make_panel(case)
    made.activateWindow()
    made.view.setFocus()
    qtbot.waitUntil(made.view.hasFocus)
    return made


def names(panel: MetricsPanel) -> list[str]:
    return [line.name for line in panel.view.curves]


def test_what_changed_in_the_incident_is_shown_first(panel: MetricsPanel):
    assert set(names(panel)[:2]) == {"pool_in_use", "latency_seconds p99"}
    assert panel.caption.startswith("14:00–14:39 UTC") or panel.caption.startswith("13:59–14:40 UTC")


def test_a_rate_and_a_quantile_have_the_values_of_arithmetic(panel: MetricsPanel):
    """20 requests in 10 s are 2 a second; with all below 0.1 s the 99th percentile is 0.099 s."""
    panel.hub.move(Focus(cursor=at("14:05")), None)
    values = {row.curve.name: row.strip.value for row in panel.view.rows if row.curve}
    assert values["requests_total"] == "2 /s"
    assert values["latency_seconds p99"] == "99 ms"
    assert values["pool_in_use"] == "38"


def test_a_click_moves_the_shared_cursor_and_a_drag_the_window(panel: MetricsPanel):
    y = panel.view.rows[0].y() + STRIP + 20
    QTest.mouseClick(panel.view, LEFT, NO_KEYS, QPoint(round(panel.view.scale.x(at("14:15"))), y))
    assert abs(panel.hub.focus.cursor - at("14:15")) <= panel.view.scale.ns_per_pixel
    assert panel.view.cursor_x() == pytest.approx(panel.view.scale.x(at("14:15")), abs=1.5)
    panel.hub.flush()
    left, right = (round(panel.view.scale.x(at(text))) for text in ("14:10", "14:20"))
    drag(panel.view, QPoint(left, y), QPoint(right, y))
    window = panel.hub.focus.window
    assert window is not None
    assert panel.view.seen == window
    assert abs(window.width - 10 * MINUTE) < 20 * SECOND


def test_a_pin_is_the_selected_line_over_the_window(panel: MetricsPanel):
    panel.view.select(names(panel).index("pool_in_use"))
    panel.hub.move(Focus(cursor=at("14:12")), None)
    assert panel.cited() == (range_citation("s1", "pool_in_use[]", at("14:11"), at("14:13")),)
    panel.hub.flush()
    window = TimeWindow(at("14:05"), at("14:20"))
    panel.hub.move(Focus(window=window), None)
    assert panel.cited() == (range_citation("s1", "pool_in_use[]", window.start, window.end),)


def test_a_quantile_is_cited_by_the_bucket_it_falls_into(panel: MetricsPanel):
    panel.view.select(names(panel).index("latency_seconds p99"))
    panel.hub.move(Focus(window=TimeWindow(at("14:15"), at("14:20"))), None)
    assert panel.cited()[0].series == "latency_seconds_bucket[le=1]"


def test_evidence_stands_in_the_strip_of_its_line(panel: MetricsPanel, case: CaseOnPaper):
    where = range_citation("s1", "pool_in_use[]", at("14:05"), at("14:20"))
    case.notebook = replace(case.notebook, evidence={"e": Evidence("e", 3, "metric", where, "", "0")})
    panel.hub.announce(frozenset({"evidence"}))
    marks = {line.name: line.marks for line in panel.view.curves}
    assert marks["pool_in_use"] == ("E3",)
    assert marks["requests_total"] == ()


def test_a_cited_range_brings_its_line(panel: MetricsPanel, case: CaseOnPaper):
    panel.picker.model.set_rows([], [])
    panel._picked((panel._measured.choices[0].id,))
    assert "threads" not in names(panel)
    panel.hub.move(Focus(citation=range_citation("s1", "threads[]", at("14:05"), at("14:20"))), None)
    assert panel.view.curves[panel.view.selected].name == "threads"


def test_series_are_searched_and_chosen_by_keys_and_the_choice_is_kept(
    panel: MetricsPanel, case: CaseOnPaper, make_panel: Any, qtbot: Any
):
    shown = names(panel)
    qtbot.keyClick(panel.view, Qt.Key.Key_Slash)
    picker = panel.picker
    assert picker.isVisible()
    qtbot.keyClicks(picker.field, "seconds p50")
    assert [row.name for row in picker.model.shown] == ["latency_seconds p50"]
    qtbot.keyClick(picker.field, Qt.Key.Key_Return)
    assert names(panel) == [*shown, "latency_seconds p50"]
    qtbot.keyClick(picker.field, Qt.Key.Key_Escape)
    assert not picker.isVisible()
    assert names(make_panel(case)) == [*shown, "latency_seconds p50"]


def test_a_plot_is_taken_away_by_a_key(panel: MetricsPanel, qtbot: Any):
    shown = names(panel)
    qtbot.keyClick(panel.view, Qt.Key.Key_Down)
    qtbot.keyClick(panel.view, Qt.Key.Key_Delete)
    assert names(panel) == [shown[0], *shown[2:]]


def test_keys_zoom_pan_and_step_from_sample_to_sample(panel: MetricsPanel, qtbot: Any):
    whole = panel.view.whole
    panel.hub.move(Focus(cursor=at("14:12")), None)
    qtbot.keyClick(panel.view, Qt.Key.Key_W)
    assert panel.view.seen.width == pytest.approx(whole.width * 0.8, rel=1e-9)
    panel.hub.flush()
    qtbot.keyClick(panel.view, Qt.Key.Key_Period)
    assert panel.hub.focus.cursor == at("14:12:10")
    qtbot.keyClick(panel.view, Qt.Key.Key_F)
    qtbot.keyClick(panel.view, Qt.Key.Key_F)
    assert panel.view.seen == whole


def test_a_moment_without_samples_is_said_with_the_file(panel: MetricsPanel):
    panel.hub.move(Focus(cursor=at("14:50")), None)
    assert panel.left_out == "no data after 14:39:50 in metrics.csv"
    panel.hub.flush()
    panel.hub.move(Focus(cursor=at("14:20")), None)
    assert panel.left_out == ""


def test_an_unlinked_panel_stays(panel: MetricsPanel):
    panel.set_linked(False)
    panel.hub.move(Focus(cursor=at("14:20")), None)
    assert panel.view.cursor_at is None
    panel.set_linked(True)
    assert panel.view.cursor_at == at("14:20")


def test_a_case_without_metrics_offers_to_add_some(make_panel: Any, case: CaseOnPaper):
    case.lines = {}
    asked: list[str] = []
    panel = make_panel(case, ask=asked.append)
    assert panel.empty.isVisible()
    QTest.mouseClick(panel.empty.findChild(QPushButton), LEFT)
    assert asked == ["sources.add"]


def test_a_late_answer_is_dropped(make_panel: Any, case: CaseOnPaper):
    waiting: list[Any] = []

    def start(_title: str, work: Any, then: Any, _failed: Any = None) -> JobContext:
        waiting.append((work, then))
        return JobContext()

    panel = make_panel(case, start=start)
    panel.refresh(frozenset({"spine"}))
    (old_work, old_then), (new_work, new_then) = waiting
    new_then(new_work(JobContext()))
    measured = panel._measured
    old_then(old_work(JobContext()))
    assert panel._measured is measured


def test_every_command_has_help_and_no_key_is_given_twice(panel: MetricsPanel):
    keys = [key for command in panel.commands() for key in command.shortcuts]
    assert len(keys) == len(set(keys))
    assert all(command.help.endswith(".") and command.context == "metrics" for command in panel.commands())
