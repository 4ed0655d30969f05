"""The mapping dialog: what stands in a source's objects or rows, chosen part by part, with the first rows beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from workbench.errors import WorkbenchError
from workbench.jobs import JobContext, Start
from workbench.readers.mapfile import SourceMap
from workbench.readers.proposal import Proposal
from workbench.readers.proposalsample import SAMPLE
from workbench.readers.tryout import Trial, lists_of, seen_by, tried
from workbench.shell.map_answers import (
    OF_METRICS,
    OF_RECORDS,
    PATHS,
    SHAPES,
    map_in,
    put_map,
    put_tables,
    rows_for,
    unknown_words,
)
from workbench.shell.map_words import preview_rows, summary_of
from workbench.views.empty_state import FaultStrip
from workbench.views.map_form import MapForm, Offer
from workbench.views.map_preview import MapPreview
from workbench.views.theme import Theme

TRY_MS = 150
SIZE = (1180, 720)
_SHAPING = ("each", "delimiter", "header")
"""Rows that change which paths there are."""


@dataclass(frozen=True, slots=True)
class MapTask:
    """What the dialog is about. head: the source's beginning · proposal: from it, None where it gives none ·
    map: to begin with · zone: in which times without one are shown · note: said above, such as that it is a draft
    """

    name: str
    head: bytes
    map: SourceMap
    zone: str
    proposal: Proposal | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class MapDeeds:
    """What the buttons do. keep(map): with the case, and read by it · save(map): as a file · leave(map or None): the
    draft that stays when the dialog goes, None for none
    """

    keep: Callable[[SourceMap], None]
    save: Callable[[SourceMap], None]
    leave: Callable[[SourceMap | None], None]


class MapDialog(QDialog):
    """Changes a map; whatever way it goes away, what was changed is either kept or left as a draft."""

    def __init__(
        self, theme: Theme, task: MapTask, start: Start, deeds: MapDeeds, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.theme, self._task, self._start, self._deeds = theme, task, start, deeds
        self.base, self._first = task.map, task.map
        self._ticket, self.tried_ticket = 0, -1
        self._reasons = {one.part: one for one in task.proposal.reasons} if task.proposal else {}
        self.setWindowTitle(f"Map {task.name}")
        self.setAccessibleName(f"Map {task.name}")
        self.setObjectName("map")
        self.form, self.preview = MapForm(theme, rows_for(task.map), self), MapPreview(theme, self)
        self.fault = FaultStrip(theme, "", self)
        self.fault.hide()
        self._lay_out()
        self._timer = QTimer(self, singleShot=True, interval=TRY_MS)
        self._timer.timeout.connect(self._try)
        self.form.edited.connect(self._edited)
        self._put(task.map)
        if parent is not None:
            parent.installEventFilter(self)
            self.resize(min(SIZE[0], parent.width() - 48), min(SIZE[1], parent.height() - 48))

    # ------------------------------------------------------------------------------------------------ looks
    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.note = QLabel(self._task.note, self, wordWrap=True)
        self.note.setContentsMargins(16, 10, 16, 2)
        self.note.setVisible(bool(self._task.note))
        column.addWidget(self.note)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(self.form)
        split.addWidget(self.preview)
        split.setStretchFactor(0, 4)
        split.setStretchFactor(1, 6)
        split.setSizes([480, 700])
        split.setChildrenCollapsible(False)
        self.form.setMinimumWidth(400)
        column.addWidget(split, 1)
        column.addWidget(self.fault)
        column.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(16, 10, 16, 12)
        row.setSpacing(8)
        self.again = QPushButton("Propose anew", self)
        self.again.setEnabled(self._task.proposal is not None)
        self.keep_button, self.save_button = QPushButton("Save to case", self), QPushButton("Save as file…", self)
        self.cancel_button = QPushButton("Cancel", self)
        self.keep_button.setProperty("primary", True)
        row.addWidget(self.again)
        row.addStretch(1)
        for button in (self.keep_button, self.save_button, self.cancel_button):
            button.setAutoDefault(False)
            row.addWidget(button)
        self.again.setAutoDefault(False)
        self.keep_button.clicked.connect(lambda: self._do(self._deeds.keep))
        self.save_button.clicked.connect(lambda: self._do(self._deeds.save))
        self.cancel_button.clicked.connect(self.reject)
        self.again.clicked.connect(self.propose)
        return row

    # ------------------------------------------------------------------------------------------------ the map
    @property
    def map(self) -> SourceMap:
        """The map as it stands in the rows."""
        return map_in(self.form, self.base)

    def _put(self, map: SourceMap) -> None:
        self.base = map
        put_map(self.form, map)
        self._offer()
        put_tables(self.form, map, self._seen)
        self._shown()
        self._try()

    def _offer(self) -> None:
        """Offer the paths that there are by the present list, delimiter and header."""
        self._seen = seen_by(self._task.head, map_in(self.form, self.base))
        offers = [Offer(one.path, one.example) for one in self._seen]
        for name in PATHS:
            self.form.set_offers(name, [Offer(""), *offers])
        self.form.set_offers("name", [Offer(""), *(Offer(f"{{{one.path}}}", one.example) for one in self._seen)])
        if self.base.source == "json":
            lists = [Offer(path, "a list of objects") for path in lists_of(self._task.head)]
            self.form.set_offers("each", [Offer("", "each object is a record"), *lists])
        else:
            self.form.set_offers("metric", [Offer(""), *offers])

    def _edited(self, name: str) -> None:
        if name in _SHAPING:
            self._offer()
        if name in ("severity", "phase", *_SHAPING):
            put_tables(self.form, self.map, self._seen)
        self._shown()
        self.fault.hide()
        self._timer.start()

    def _shown(self) -> None:
        """Rows that the present choice asks for, and what is said below them."""
        map = self.map
        table = map.source == "csv"
        points = map.metrics is not None
        for name in OF_RECORDS:
            self.form.set_shown(name, not points)
        if table:
            for name in OF_METRICS:
                self.form.set_shown(name, points)
            self.form.set_shown("metric", map.metrics is not None and map.metrics.shape == "long")
        self.form.set_shown("day_first", map.map.form == "date")
        self.form.set_shown("severities", not points and bool(self.form.pairs("severities").pairs()))
        self.form.set_shown("phases", not points and bool(self.form.pairs("phases").pairs()))
        self._remark(map)

    def _remark(self, map: SourceMap) -> None:
        """Below each row: why it was proposed, while it is as proposed; else what stands there."""
        examples = {one.path: one.example for one in self._seen}
        for name in (*PATHS, "name", *(("each",) if map.source == "json" else ())):
            path = getattr(map.map, name).strip("{}") if name == "name" else getattr(map.map, name)
            reason = self._reasons.get(name)
            parts = [f"e.g. {examples[path]}"] if path in examples else []
            if reason is not None and reason.path == path:
                parts.append(reason.why)
            elif path and path not in examples and name != "each":
                parts.append("nothing stands there in the beginning")
            self.form.say(name, " · ".join(parts))
        unknown = unknown_words(map, self._seen)
        if unknown:
            self.form.say("severities", f"not said: {', '.join(unknown[:6])}")
        else:
            self.form.say("severities", "")
        for name in ("kind", "shape"):
            reason = self._reasons.get("metrics" if name == "shape" else name)
            if reason is not None and name in self.form.widgets:
                self.form.say(name, reason.why if self._as_proposed(name, map) else "")

    def _as_proposed(self, name: str, map: SourceMap) -> bool:
        told = self._task.proposal
        if told is None:
            return False
        if name == "kind":
            return told.map.map.kind == map.map.kind
        return self.form.value("shape") == SHAPES[told.map.metrics.shape if told.map.metrics else ""]

    # ------------------------------------------------------------------------------------------------ trying it
    def _try(self) -> None:
        """Read the first rows by the map in the background; a late answer is dropped."""
        self._ticket += 1
        ticket, map, task = self._ticket, self.map, self._task

        def work(_context: JobContext) -> Trial | WorkbenchError:
            try:
                return tried(task.head, map, whole=len(task.head) < SAMPLE)
            except WorkbenchError as error:
                return error

        def then(found: Trial | WorkbenchError) -> None:
            if ticket == self._ticket:
                self._tell(found)
                self.tried_ticket = ticket

        self._start("Trying the map", work, then)

    def _tell(self, found: Trial | WorkbenchError) -> None:
        doubts = self._task.proposal.doubts if self._task.proposal and self.map == self._task.proposal.map else ()
        if isinstance(found, WorkbenchError):
            self.preview.show_rows("Nothing can be read by this map yet.", (), (found.sentence(), *doubts))
            return
        rows = preview_rows(found, self._task.zone)
        summary = summary_of(found, self._task.zone, points=self.map.metrics is not None)
        self.preview.show_rows(summary, rows, (*found.problems, *doubts))

    @property
    def settled(self) -> bool:
        """Whether what is shown on the right is by what stands on the left."""
        return self.tried_ticket == self._ticket and not self._timer.isActive()

    # ------------------------------------------------------------------------------------------------ ending
    def propose(self) -> None:
        """Begin anew with what the data tells."""
        if self._task.proposal is not None:
            self._put(self._task.proposal.map)
            self.say_note("This is proposed from the data. What is listed on the right has to be looked at.")

    def say_note(self, text: str) -> None:
        """A line above."""
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def _do(self, deed: Callable[[SourceMap], None]) -> None:
        try:
            deed(self.map)
        except WorkbenchError as error:
            self.say_fault(error.sentence())

    def say_fault(self, text: str) -> None:
        """What went wrong; the dialog stays as it is."""
        self.fault.show_fault(text)
        self.fault.show()
        for button in (self.keep_button, self.save_button):
            button.setEnabled(True)

    def kept(self) -> None:
        """The map is the case's: go away, and leave no draft."""
        self._deeds.leave(None)
        super().accept()

    def reject(self) -> None:
        """Esc, Cancel and the window's own button: what was changed stays as a draft."""
        map = self.map
        fresh = self._task.proposal is not None and map == self._task.proposal.map
        changed = replace(map) != self._first
        if changed or not fresh:
            self._deeds.leave(None if fresh else map if changed or self._task.note else None)
        super().reject()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """When the window goes away, what was typed here stays as well."""
        if event.type() == QEvent.Type.Hide and watched is self.parent() and self.isVisible():
            self.reject()
        return super().eventFilter(watched, event)
