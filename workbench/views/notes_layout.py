"""Where everything of the root-cause page lies: its sections, wrapped words, chips and marks, for one width."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QRectF

from workbench.views.markdown_blocks import Block, Run, is_claim
from workbench.views.theme import Theme

LEFT, RIGHT, TOP, LINE, SMALL = 28, 12, 10, 21, 18
CHIP_GAP, CODE_PAD = 4, 4
TALLIES = 112


@dataclass(frozen=True, slots=True)
class ChipText:
    """How a piece of evidence is shown as a chip: kind icon, label (`E5`), a few words, whether its source still fits."""

    icon: str
    label: str
    text: str
    gone: bool = False


@dataclass(frozen=True, slots=True)
class HypothesisRow:
    """One hypothesis as the page shows it."""

    id: str
    label: str
    text: str
    status: str
    why: str
    count_for: int
    count_against: int


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action item as the page shows it; `when` is `due 18 Mar` or `done`."""

    id: str
    text: str
    owner: str
    when: str
    done: bool


@dataclass(frozen=True, slots=True)
class Page:
    """What the page shows. chips: by citation, as the note's links carry it."""

    hypotheses: tuple[HypothesisRow, ...] = ()
    blocks: tuple[Block, ...] = ()
    chips: Mapping[str, ChipText] = field(default_factory=dict)
    actions: tuple[ActionRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing to draw, its rectangle in page coordinates.

    kind: `text`, `chip`, `code`, `rule`, `claim`, `hypothesis`, `action` or `heads`
    """

    kind: str
    rect: QRectF
    text: str = ""
    size: int = 13
    weight: int = 400
    italic: bool = False
    struck: bool = False
    token: str = "text.primary"
    key: str = ""
    align: str = "left"


class Layout:
    """Pieces of a page for one width; `height` is the page's."""

    def __init__(self, page: Page, theme: Theme, width: float) -> None:
        self.page, self.theme = page, theme
        self.right = max(width - RIGHT, LEFT + 80)
        self.pieces: list[Piece] = []
        self.claims: list[tuple[str, QRectF]] = []
        self.y: float = TOP
        if page.hypotheses:
            self._hypotheses()
        for block in page.blocks:
            self._block(block)
        if page.actions:
            self._actions()
        self.height = self.y + TOP

    # ------------------------------------------------------------------------------------------------ sections
    def _heading(self, text: str, size: int = 14) -> None:
        self.y += 8 if self.pieces else 0
        self.pieces.append(Piece("text", QRectF(LEFT, self.y, self.right - LEFT, 24), text, size, 600))
        self.y += 28

    def _hypotheses(self) -> None:
        self._heading("Hypotheses")
        self.pieces.append(Piece("heads", QRectF(LEFT, self.y - 28, self.right - LEFT, 24)))
        for row in self.page.hypotheses:
            ruled_out = row.status in ("refuted", "parked")
            token, weight = ("text.secondary", 400) if ruled_out else ("text.primary", 500)
            left = LEFT + 96 + self.theme.metrics(12).horizontalAdvance(row.label) + 8
            lines = self._broken(row.text, self.right - TALLIES - left, weight)
            height = 26 + SMALL * (len(lines) - 1)
            self.pieces.append(Piece("hypothesis", QRectF(LEFT - 6, self.y, self.right - LEFT + 6, height), key=row.id))
            for number, line in enumerate(lines):
                top = self.y + 4 + SMALL * number
                room = QRectF(left, top, self.right - TALLIES - left, SMALL)
                self.pieces.append(Piece("text", room, line, 12, weight, token=token))
            self.y += height
            if row.why:
                self._words((Run(row.why),), LEFT + 94, 11, "text.tertiary", SMALL)
        self.y += 4

    def _broken(self, text: str, room: float, weight: int) -> list[str]:
        """A sentence as the lines that fit into `room`; a word too long for a line stands on one of its own."""
        metrics = self.theme.metrics(12, weight)
        lines: list[str] = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and metrics.horizontalAdvance(longer) > room:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines

    def _actions(self) -> None:
        self._heading("Action items")
        done = sum(row.done for row in self.page.actions)
        tally = f"{done} of {len(self.page.actions)} done"
        box = QRectF(LEFT, self.y - 28, self.right - LEFT, 24)
        self.pieces.append(Piece("text", box, tally, 11, token="text.tertiary", align="right"))
        for row in self.page.actions:
            self.pieces.append(Piece("action", QRectF(LEFT - 6, self.y, self.right - LEFT + 6, 26), key=row.id))
            self.y += 26

    def _block(self, block: Block) -> None:
        if block.kind == "heading":
            self._heading(block.text, 15 if block.level == 1 else 14 if block.level == 2 else 13)
            return
        if block.kind == "rule":
            self.pieces.append(Piece("rule", QRectF(LEFT, self.y + 6, self.right - LEFT, 1)))
            self.y += 14
            return
        top = self.y
        left = LEFT + (18 * (block.level + 1) if block.kind == "item" else 14 if block.kind == "quote" else 0)
        if block.kind == "item":
            mark_left = left - 18
            self.pieces.append(Piece("text", QRectF(mark_left, self.y, 16, LINE), block.mark, token="text.secondary"))
        if block.kind == "code":
            self._code(block, left)
        else:
            token = "text.secondary" if block.kind in ("quote", "row") else "text.primary"
            self._words(block.runs, left, 13, token, LINE)
        if is_claim(block) and not any(chip in self.page.chips for chip in block.chips):
            rect = QRectF(LEFT - 16, top + 2, 10, self.y - top - 4)
            self.pieces.append(Piece("claim", rect))
            self.claims.append((block.text, rect))
        self.y += 2 if block.kind in ("item", "row") else 8

    def _code(self, block: Block, left: float) -> None:
        lines = block.text.split("\n")[:400]
        box = QRectF(left, self.y, self.right - left, SMALL * len(lines) + 12)
        self.pieces.append(Piece("code", box))
        for number, line in enumerate(lines):
            rect = QRectF(left + 8, self.y + 6 + SMALL * number, self.right - left - 16, SMALL)
            self.pieces.append(Piece("text", rect, line.expandtabs(4), 12, token="mono"))
        self.y = box.bottom() + 2

    # ------------------------------------------------------------------------------------------------ words
    def _words(self, runs: tuple[Run, ...], left: float, size: int, token: str, line: int) -> None:
        """Flow runs into lines from `left` to the right edge; a word wider than a line is broken."""
        self._x, self._left, self._line = left, left, line
        for run in runs:
            if run.chip and run.chip in self.page.chips:
                self._chip(run)
            elif run.code:
                self._word(run.text, run, size - 1, token, mono=True)
            else:
                self._plain(run, size, token)
        self.y += line

    def _chip(self, run: Run) -> None:
        chip = self.page.chips[run.chip]
        metrics = self.theme.metrics
        wide = 21 + metrics(11, 600).horizontalAdvance(chip.label) + 7
        wide += 5 + metrics(11).horizontalAdvance(chip.text) if chip.text else 0
        wide = min(wide, self.right - self._left)
        self._room(wide)
        self.pieces.append(Piece("chip", QRectF(self._x, self.y, wide, self._line), key=run.chip))
        self._x += wide + CHIP_GAP

    def _plain(self, run: Run, size: int, token: str) -> None:
        for number, part in enumerate(run.text.split("\n")):
            if number:
                self._new_line()
            for word in part.replace("\t", " ").split(" "):
                self._word(word, run, size, token)
                self._x += self.theme.metrics(size).horizontalAdvance(" ")
            self._x -= self.theme.metrics(size).horizontalAdvance(" ")

    def _word(self, word: str, run: Run, size: int, token: str, *, mono: bool = False) -> None:
        if not word:
            return
        weight = 600 if run.bold else 400
        metrics = self.theme.metrics(size, weight, mono)
        pad = CODE_PAD if mono else 0
        while word:
            wide = metrics.horizontalAdvance(word) + 2 * pad
            if wide > self.right - self._left and len(word) > 1:
                fits = max(1, int((self.right - self._left - 2 * pad) / max(metrics.averageCharWidth(), 1)) - 1)
                part, word = word[:fits], word[fits:]
            else:
                part, word = word, ""
            wide = metrics.horizontalAdvance(part) + 2 * pad
            self._room(wide)
            rect = QRectF(self._x, self.y, wide, self._line)
            if mono:
                self.pieces.append(Piece("code", rect.adjusted(0, 2, 0, -2)))
            ink = "mono" if mono else "accent.text" if run.chip else token
            text_rect = rect.adjusted(pad, 0, -pad, 0)
            self.pieces.append(Piece("text", text_rect, part, size, weight, run.italic, run.struck, ink))
            self._x += wide

    def _room(self, wide: float) -> None:
        if self._x + wide > self.right + 0.5 and self._x > self._left:
            self._new_line()

    def _new_line(self) -> None:
        self._x = self._left
        self.y += self._line
