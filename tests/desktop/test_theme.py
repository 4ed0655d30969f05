"""Tokens, fonts, icons and the brush that every view draws with."""

from __future__ import annotations

import re
from typing import Any

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFontInfo, QPainter, QPixmap

from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme, load_theme, resource_folder
from workbench.views.tokens import TOKENS

pytestmark = pytest.mark.both_themes

GROUNDS = ("bg.canvas", "bg.panel", "bg.raised", "bg.overlay", "bg.control", "bg.hover", "bg.selected", "bg.cursorrow")
INKS = ("text.primary", "text.secondary", "text.tertiary", "accent.text", "err", "sev2", "warn", "info", "debug", "ok",
        "change", "cursor")  # fmt: skip


def _luminance(color: QColor) -> float:
    """Relative luminance, WCAG 2.1."""
    parts = [channel / 255 for channel in (color.red(), color.green(), color.blue())]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: QColor, other: QColor) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", ["dark", "light"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_every_text_colour_can_be_read_on_every_ground(fonts: Any, name: str, ground: str) -> None:
    theme = load_theme(name)
    worst = min(INKS, key=lambda ink: _contrast(theme.color(ink), theme.color(ground)))
    assert _contrast(theme.color(worst), theme.color(ground)) >= 4.5, worst


@pytest.mark.parametrize("name", ["dark", "light"])
@pytest.mark.parametrize("ink", ["err", "warn", "info", "debug", "ok", "change"])
def test_badge_words_can_be_read_on_their_tints(fonts: Any, name: str, ink: str) -> None:
    theme = load_theme(name)
    assert _contrast(theme.color(ink), theme.color(f"{ink}.tint")) >= 4.5


def test_the_cursor_hue_belongs_to_the_cursor_alone() -> None:
    for side in (0, 1):
        owners = [name for name, pair in TOKENS.items() if pair[side] == TOKENS["cursor"][side]]
        assert owners == ["cursor"]


def test_the_bundled_fonts_are_the_ones_that_draw(fonts: Any) -> None:
    theme = load_theme("dark")
    assert QFontInfo(theme.font(12)).family() == "Inter"
    assert QFontInfo(theme.font(12, mono=True)).family() == "JetBrains Mono"


def test_digits_are_as_wide_as_each_other(fonts: Any) -> None:
    metrics = load_theme("dark").metrics(12)
    assert len({round(metrics.horizontalAdvance(digit * 10), 3) for digit in "0123456789"}) == 1


def test_code_shows_each_character_for_itself(fonts: Any) -> None:
    metrics = load_theme("dark").metrics(12, mono=True)
    assert metrics.horizontalAdvance("->!=") == pytest.approx(4 * metrics.horizontalAdvance("x"))


@pytest.mark.parametrize("name", ["dark", "light"])
def test_the_style_sheet_has_no_token_left(fonts: Any, name: str) -> None:
    text = load_theme(name).stylesheet()
    assert not re.findall(r"\$[a-z]", text)
    for path in re.findall(r"url\(([^)]+)\)", text):
        assert QPixmap(path).width() > 0, path


def test_every_icon_draws_ink_in_its_colour(fonts: Any) -> None:
    theme = load_theme("dark")
    names = [path.stem for path in (resource_folder() / "icons").glob("*.svg") if path.stem != "check-white"]
    assert len(names) >= 47
    for name in names:
        image = theme.pixmap(name, "err", 16, 2.0).toImage()
        assert image.width() == 32
        inks = {QColor(image.pixelColor(x, y).rgb()).name() for x in range(32) for y in range(32)
                if image.pixelColor(x, y).alpha() == 255}  # fmt: skip
        assert inks <= {theme.color("err").name()}, name


def test_an_unknown_icon_is_named(fonts: Any) -> None:
    with pytest.raises(KeyError, match="nosuch"):
        load_theme("dark").pixmap("nosuch")


@pytest.fixture
def brush(dark: Theme) -> Any:
    """A brush on a small picture, and the texts it drew."""
    pixmap = QPixmap(400, 100)
    painter = QPainter(pixmap)
    yield Brush(painter, dark, [])
    painter.end()


def _one(brush: Brush) -> TextBox:
    assert brush.guard is not None
    assert len(brush.guard) == 1
    return brush.guard[0]


def test_an_elided_text_stays_in_its_box(brush: Brush) -> None:
    width = brush.text(QRectF(10, 0, 60, 20), "a text that is far too long for it", elide=True)
    assert width <= 60
    assert _one(brush).text.endswith("…")


def test_a_text_that_is_not_elided_is_told_as_outgrown(brush: Brush) -> None:
    brush.text(QRectF(10, 0, 60, 20), "a text that is far too long for it")
    assert _one(brush).drawn.width() > _one(brush).box.width()


@pytest.mark.parametrize(("align", "left"), [("left", 10), ("right", 110), ("center", 60)])
def test_text_stands_where_it_is_told(brush: Brush, align: Any, left: float) -> None:
    width = brush.text(QRectF(10, 0, 100, 20), "x", align=align)
    shift = {"left": 0, "right": width, "center": width / 2}[align]
    assert _one(brush).drawn.left() == pytest.approx(left - shift)


@pytest.mark.parametrize("level", ["fatal", "error", "warn", "info", "debug", "trace"])
def test_a_level_is_always_told_by_its_word_too(brush: Brush, level: str) -> None:
    brush.level_badge(level, 0, 0)
    assert _one(brush).text == level.upper()


def test_a_moved_painter_tells_texts_where_they_land(brush: Brush) -> None:
    brush.painter.translate(100, 40)
    brush.text(QRectF(10, 0, 60, 20), "x")
    assert _one(brush).drawn.left() == pytest.approx(110)
    assert _one(brush).box.top() == pytest.approx(40)
