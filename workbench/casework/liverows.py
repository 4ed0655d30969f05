"""Rows of growing sources as they stand, laid over the notebook: writing each step down would fill the journal."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

from workbench.model.case import Source
from workbench.model.notebook import Notebook

# What of a source's row follows its growth; the rest is what persons declared.
GROWING = (
    "state", "reader", "kind", "size", "records", "lines", "skipped", "disorder", "step_back", "first", "last",
    "resolution_ns", "levels", "problems", "host", "service", "modified", "zone", "zone_known", "undated", "base",
    "base_known", "why", "feed",
)  # fmt: skip


class LiveRows:
    """Every method may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rows: dict[str, dict[str, Any]] = {}
        self._shown: tuple[Notebook, Notebook] | None = None

    def over(self, notebook: Notebook) -> Notebook:
        """The notebook with these rows in it."""
        if not self._rows:
            return notebook
        with self._lock:
            if self._shown is None or self._shown[0] is not notebook:
                sources = dict(notebook.sources)
                for source_id, fields in self._rows.items():
                    if source_id in sources:
                        sources[source_id] = _with_row(sources[source_id], fields)
                self._shown = notebook, replace(notebook, sources=sources)
            return self._shown[1]

    def show(self, row: Source) -> None:
        """A source stands so by now."""
        with self._lock:
            self._rows[row.id] = {name: getattr(row, name) for name in GROWING}
            self._shown = None

    def hide(self, source_id: str) -> None:
        """A source stands as the notebook says."""
        with self._lock:
            self._rows.pop(source_id, None)
            self._shown = None


def _with_row(source: Source, fields: dict[str, Any]) -> Source:
    """A source's row as it stands in the notebook, with what grew; a zone and a year that a person declared stay."""
    if source.zone_known == "declared" or source.zone != fields["zone"]:
        fields = {name: value for name, value in fields.items() if name not in ("zone", "zone_known")}
    declared = source.base_known == "declared" and source.undated == fields["undated"]
    if declared or (fields["base_known"] == "declared" and source.base_known != "declared"):
        fields = {name: value for name, value in fields.items() if name not in ("base", "base_known")}
    return replace(source, **fields)
