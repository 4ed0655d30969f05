"""A metric range as a small SVG picture, drawn from evidence's own points: no library, no script, no font of ours."""

from __future__ import annotations

import math
from html import escape

from workbench.model.display import visible
from workbench.model.instants import SECOND, clock_text
from workbench.model.notebook import Evidence

WIDTH, HEIGHT = 720, 220
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 34, 30
INK, LINE, GRID, MARK = "#171B22", "#2563C9", "#D8DDE5", "#6139CC"


def steps(low: float, high: float, most: int = 4) -> tuple[float, ...]:
    """At most `most` + 1 round numbers (1, 2 or 5 times a power of ten apart) that cover [low, high]."""
    span = high - low
    if not math.isfinite(span) or span <= 0:
        return (low,)
    raw = span / most
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw * (1 - 1e-9))
    first = math.ceil(low / step - 1e-9)
    return tuple(number * step for number in range(first, math.floor(high / step + 1e-9) + 1))


def chart(evidence: Evidence, marks: tuple[tuple[int, str], ...] = (), zone: str = "UTC") -> str:
    """SVG of the frozen points. marks: (ns UTC, label) drawn as dashed verticals where they fall into the range."""
    points = [(t, value) for t, value in evidence.points if math.isfinite(value)]
    title = escape(visible(evidence.title or evidence.label))
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" aria-label="{title}" font-family="sans-serif" font-size="11">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#FFFFFF"/>'
        f'<text x="{LEFT}" y="18" fill="{INK}" font-size="13">{title}</text>'
    )
    if not points:
        return f'{head}<text x="{LEFT}" y="{HEIGHT // 2}" fill="{INK}">no samples in this range</text></svg>\n'
    return head + _plot(points, evidence, marks, zone) + "</svg>\n"


def _plot(points: list[tuple[int, float]], evidence: Evidence, marks: tuple[tuple[int, str], ...], zone: str) -> str:
    start = evidence.t if evidence.t is not None else points[0][0]
    end = max(evidence.t_end or points[-1][0], start + 1)
    low, high = min(value for _, value in points), max(value for _, value in points)
    low, high = min(low, 0.0) if low >= 0 else low, high if high > low else low + 1.0

    def x(t: int) -> float:
        return LEFT + (t - start) / (end - start) * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - (value - low) / (high - low) * (HEIGHT - TOP - BOTTOM)

    parts = [_grid_line(y(value), f"{value:g}") for value in steps(low, high)]
    parts += [_time_label(x(start + (end - start) * n // 4), start + (end - start) * n // 4, zone) for n in range(5)]
    parts += [_mark(x(t), label) for t, label in marks if start <= t <= end]
    parts += [f'<path d="{run}" fill="none" stroke="{LINE}" stroke-width="1.5"/>' for run in _runs(evidence, x, y)]
    return "".join(parts)


def _runs(evidence: Evidence, x, y) -> list[str]:  # noqa: ANN001 - two local mappings of _plot
    """Path data of each unbroken stretch: a sample that is no number ends one."""
    runs: list[str] = []
    current: list[str] = []
    for t, value in evidence.points:
        if math.isfinite(value):
            current.append(f"{'L' if current else 'M'}{x(t):.1f} {y(value):.1f}")
        elif current:
            runs.append("".join(current))
            current = []
    return [*runs, "".join(current)] if current else runs


def _grid_line(y: float, label: str) -> str:
    return (
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{GRID}"/>'
        f'<text x="{LEFT - 6}" y="{y + 4:.1f}" fill="{INK}" text-anchor="end">{label}</text>'
    )


def _time_label(x: float, t: int, zone: str) -> str:
    anchor = "start" if x < LEFT + 5 else "end" if x > WIDTH - RIGHT - 5 else "middle"
    text = clock_text(t // SECOND * SECOND, 0, zone)
    return f'<text x="{x:.1f}" y="{HEIGHT - 10}" fill="{INK}" text-anchor="{anchor}">{text}</text>'


def _mark(x: float, label: str) -> str:
    return (
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" stroke="{MARK}" stroke-dasharray="4 3"/>'
        f'<text x="{x + 4:.1f}" y="{TOP + 10}" fill="{MARK}">{escape(visible(label))}</text>'
    )
