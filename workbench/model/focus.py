"""What the panels look at together: one frozen value, moved through the hub, stored in bookmarks and evidence."""

from __future__ import annotations

from dataclasses import dataclass, replace

from workbench.model.entities import Citation, Entity
from workbench.model.instants import Instant, TimeWindow


@dataclass(frozen=True, slots=True)
class Focus:
    """cursor: a line that moves · window: a filter · baseline: the other side of a comparison · entity: a highlight ·
    citation: the thing pointed at · pivot: the entity that panels are narrowed to: a filter too.
    """

    cursor: Instant | None = None
    window: TimeWindow | None = None
    baseline: TimeWindow | None = None
    entity: Entity | None = None
    citation: Citation | None = None
    pivot: Entity | None = None

    def at(self, cursor: Instant | None, citation: Citation | None = None) -> Focus:
        """The same focus with the cursor elsewhere; what was pointed at goes unless a new one is given."""
        return replace(self, cursor=cursor, citation=citation)

    def over(self, window: TimeWindow | None) -> Focus:
        """The same focus with another window."""
        return replace(self, window=window)

    def lit(self, entity: Entity | None) -> Focus:
        """The same focus with another entity highlighted."""
        return replace(self, entity=entity)

    def pivoted(self, entity: Entity | None) -> Focus:
        """The same focus narrowed to what carries an entity, which is highlighted too; None ends the narrowing."""
        return replace(self, pivot=entity, entity=entity or self.entity)


EMPTY = Focus()
