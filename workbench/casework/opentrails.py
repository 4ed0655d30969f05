"""What an open case tells of the trail of an id."""

from __future__ import annotations

from workbench.casework import trails
from workbench.casework.folder import CaseFolder
from workbench.jobs import JobContext
from workbench.model.entities import Citation, Entity


class OpenTrails:
    """Part of `OpenCase`; any thread."""

    _folder: CaseFolder

    def trail(self, asked: Entity | Citation, context: JobContext | None = None) -> trails.Trail | None:
        """What an id, or the ids of a record, went through; None where there is no id that can be followed."""
        return trails.trail_of(self._folder, asked, context or JobContext())
