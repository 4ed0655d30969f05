"""What an open case tells of the templates of its logs."""

from __future__ import annotations

from collections.abc import Callable, Collection

from workbench.casework import corpus, templatefields, templatefindings, templatelist
from workbench.casework.folder import CaseFolder
from workbench.engine.selection import Selection
from workbench.jobs import JobContext
from workbench.model.instants import Instant, TimeWindow
from workbench.model.templates import TemplateField, TemplateList


class OpenTemplates:
    """Part of `OpenCase`; any thread."""

    _folder: CaseFolder

    def templates(
        self,
        text: str,
        window: TimeWindow | None = None,
        context: JobContext | None = None,
        *,
        sources: Collection[str] | None = None,
        found: Callable[[TemplateList], None] | None = None,
    ) -> TemplateList:
        """The templates of the log records that match a filter, counted in a window; new and gone ones are marked.

        sources, found: as in `select`. Raises `QueryError`.
        """
        context = context or JobContext()
        rows = corpus.selected(self._folder, text, None, context, sources)
        return templatelist.listed(self._folder, rows, window, context, found)

    def ranked_templates(
        self, at: Instant | None = None, context: JobContext | None = None
    ) -> tuple[templatefindings.TemplateFinding, ...]:
        """Every template, most telling first: what is new from `at` on, what is gone, what changed."""
        return templatefindings.ranked_templates(self._folder, at, context or JobContext())

    def template_fields(
        self, text: str, rows: Selection, context: JobContext | None = None
    ) -> tuple[tuple[TemplateField, ...], int]:
        """What stands at each varying place of a template in some of its rows, and of how many lines that is known."""
        return templatefields.template_fields(self._folder, text, rows, context or JobContext())
