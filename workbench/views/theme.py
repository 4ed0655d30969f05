"""Colours, fonts and icons of one theme, handed to every view as one value; switching hands out another."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from workbench.views.tokens import THEMES, TOKENS

KEPT_WIDTHS = 20_000
UI_FAMILY, MONO_FAMILY = "Inter", "JetBrains Mono"
_ROLES = (
    (QPalette.ColorRole.Window, "bg.panel"),
    (QPalette.ColorRole.Base, "bg.canvas"),
    (QPalette.ColorRole.AlternateBase, "bg.panel"),
    (QPalette.ColorRole.Text, "text.primary"),
    (QPalette.ColorRole.WindowText, "text.primary"),
    (QPalette.ColorRole.Button, "bg.control"),
    (QPalette.ColorRole.ButtonText, "text.primary"),
    (QPalette.ColorRole.BrightText, "text.on"),
    (QPalette.ColorRole.Highlight, "bg.selected"),
    (QPalette.ColorRole.HighlightedText, "text.primary"),
    (QPalette.ColorRole.ToolTipBase, "bg.overlay"),
    (QPalette.ColorRole.ToolTipText, "text.primary"),
    (QPalette.ColorRole.Link, "accent.text"),
    (QPalette.ColorRole.LinkVisited, "accent.text"),
    (QPalette.ColorRole.PlaceholderText, "text.tertiary"),
    (QPalette.ColorRole.Accent, "accent"),
)
_DISABLED = (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText)


@cache
def resource_folder() -> Path:
    """Where icons, fonts and the style sheet lie on disk."""
    return Path(import_module("workbench.resources").__path__[0])


def load_fonts() -> tuple[str, ...]:
    """Register the bundled fonts with Qt, once an application exists; gives the families that can now be used."""
    families: list[str] = []
    for path in sorted((resource_folder() / "fonts").glob("*.[ot]tf")):
        number = QFontDatabase.addApplicationFont(str(path))
        if number >= 0:
            families.extend(QFontDatabase.applicationFontFamilies(number))
    return tuple(dict.fromkeys(families))


@cache
def _svg(name: str) -> str:
    """The text of an icon; raises `KeyError` when there is none of that name."""
    path = resource_folder() / "icons" / f"{name}.svg"
    if not path.is_file():
        raise KeyError(f"there is no icon called {name!r}")
    return path.read_text("utf-8")


class Theme:
    """Colours by token, fonts by size and weight, icons by name; drawn things are cached, so one theme is kept long."""

    def __init__(self, name: str) -> None:
        if name not in THEMES:
            raise KeyError(f"there is no theme called {name!r}")
        self.name = name
        self._side = THEMES.index(name)
        self._colors: dict[tuple[str, float], QColor] = {}
        self._fonts: dict[tuple[int, int, bool], QFont] = {}
        self._metrics: dict[tuple[int, int, bool], QFontMetricsF] = {}
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}
        self._widths: dict[tuple[str, int, int, bool], float] = {}
        self._shifts: dict[tuple[int, int, bool], float] = {}

    def color(self, token: str, alpha: float = 1.0) -> QColor:
        """The colour of a token (`err.tint`, `cursor`, `s1`); alpha 0..1. Callers don't change what they get."""
        key = (token, alpha)
        found = self._colors.get(key)
        if found is None:
            found = QColor(f"#{TOKENS[token][self._side]}")
            if alpha != 1.0:
                found.setAlphaF(alpha)
            self._colors[key] = found
        return found

    def font(self, size: int = 12, weight: int = 400, mono: bool = False) -> QFont:
        """A font in pixels; digits are as wide as each other, and code shows no ligatures."""
        key = (size, weight, mono)
        found = self._fonts.get(key)
        if found is None:
            found = self._fonts[key] = _make_font(size, weight, mono)
        return found

    def metrics(self, size: int = 12, weight: int = 400, mono: bool = False) -> QFontMetricsF:
        """What `font` measures."""
        key = (size, weight, mono)
        found = self._metrics.get(key)
        if found is None:
            found = self._metrics[key] = QFontMetricsF(self.font(size, weight, mono))
        return found

    def width(self, text: str, size: int = 12, weight: int = 400, mono: bool = False) -> float:
        """How wide a text is drawn; kept, since views ask for the same labels at every paint."""
        # Code and logs are mostly ASCII in a fixed pitch: counting is much faster than shaping.
        counted = mono and text.isascii()
        key = ("" if counted else text, size, weight, mono)
        found = self._widths.get(key)
        if found is None:
            if len(self._widths) > KEPT_WIDTHS:
                self._widths.clear()
            metrics = self.metrics(size, weight, mono)
            found = self._widths[key] = metrics.averageCharWidth() if counted else metrics.horizontalAdvance(text)
        return found * len(text) if counted else found

    def shift(self, size: int = 12, weight: int = 400, mono: bool = False) -> float:
        """From the middle of a text's height down to its baseline."""
        key = (size, weight, mono)
        found = self._shifts.get(key)
        if found is None:
            metrics = self.metrics(size, weight, mono)
            found = self._shifts[key] = (metrics.ascent() - metrics.descent()) / 2
        return found

    def pixmap(self, icon: str, token: str = "text.secondary", size: int = 16, ratio: float = 1.0) -> QPixmap:
        """An icon of `resources/icons` in a token's colour, `size` pixels at device pixel ratio `ratio`."""
        key = (icon, token, size, ratio)
        found = self._pixmaps.get(key)
        if found is None:
            found = self._pixmaps[key] = self._render(icon, token, size, ratio)
        return found

    def drawn(
        self, key: tuple[str, ...], width: int, height: int, ratio: float, draw: Callable[[QPainter], None]
    ) -> QPixmap:
        """What `draw` paints on nothing, kept by its key: shapes and words that stand in many rows."""
        name = ("\0".join(key), f"{width}x{height}", 0, ratio)
        found = self._pixmaps.get(name)
        if found is None:
            found = QPixmap(QSize(round(width * ratio), round(height * ratio)))
            found.setDevicePixelRatio(ratio)
            found.fill(Qt.GlobalColor.transparent)
            painter = QPainter(found)
            draw(painter)
            painter.end()
            self._pixmaps[name] = found
        return found

    def _render(self, icon: str, token: str, size: int, ratio: float) -> QPixmap:
        text = _svg(icon).replace("currentColor", self.color(token).name())
        edge = round(size * ratio)
        pixmap = QPixmap(QSize(edge, edge))
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(0, 0, edge, edge))
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        return pixmap

    def icon(self, name: str, token: str = "text.secondary") -> QIcon:
        """An icon for buttons and menus: secondary ink, primary when on, disabled ink when not available."""
        made = QIcon()
        for ratio in (1.0, 2.0):
            made.addPixmap(self.pixmap(name, token, 16, ratio), QIcon.Mode.Normal, QIcon.State.Off)
            made.addPixmap(self.pixmap(name, "text.primary", 16, ratio), QIcon.Mode.Normal, QIcon.State.On)
            made.addPixmap(self.pixmap(name, "text.disabled", 16, ratio), QIcon.Mode.Disabled, QIcon.State.Off)
        return made

    def palette(self) -> QPalette:
        """Qt's own palette in this theme."""
        palette = QPalette()
        for role, token in _ROLES:
            palette.setColor(role, self.color(token))
        for role in _DISABLED:
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.color("text.disabled"))
        return palette

    def stylesheet(self) -> str:
        """The style sheet of ordinary widgets (fields, buttons, menus, tabs), its tokens filled in."""
        text = (resource_folder() / "base.qss").read_text("utf-8")
        # Longer names first: `$line.strong` begins with `$line`.
        for token in sorted(TOKENS, key=len, reverse=True):
            text = text.replace(f"${token}", self.color(token).name())
        return text.replace("$icons", self._icon_folder())

    def _icon_folder(self) -> str:
        """Where the icons that the style sheet names lie, drawn in this theme's ink."""
        return (resource_folder() / "icons" / self.name).as_posix()


def _make_font(size: int, weight: int, mono: bool) -> QFont:
    font = QFont(MONO_FAMILY if mono else UI_FAMILY)
    font.setPixelSize(size)
    font.setWeight(QFont.Weight(weight))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setStyleHint(QFont.StyleHint.Monospace if mono else QFont.StyleHint.SansSerif)
    if mono:
        font.setFeature(QFont.Tag("calt"), 0)
        font.setFeature(QFont.Tag("liga"), 0)
        # Scripts that need shaping still get it; for the others it would only cost a quarter of the time.
        font.setStyleStrategy(QFont.StyleStrategy.PreferNoShaping)
    else:
        font.setFeature(QFont.Tag("tnum"), 1)
    return font


def load_theme(name: str) -> Theme:
    """The theme called `dark` or `light`; raises `KeyError` for another name."""
    return Theme(name)
