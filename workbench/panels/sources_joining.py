"""Files of a rotated log in the panel Sources: where some are recognised, and joining them into one source."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from workbench.errors import WorkbenchError
from workbench.jobs import JobContext
from workbench.model.case import Source
from workbench.views.facts import Fact
from workbench.views.inline_form import Field, InlineForm

if TYPE_CHECKING:
    from workbench.casework.rotation import RotatedSet
    from workbench.panels.base import Surroundings

FORM = "join"
LISTED = 4


class SourcesJoining:
    """Joins what is selected in the background. joined(source id): it was, which all panels are to hear."""

    def __init__(self, around: Surroundings, form: InlineForm, joined: Callable[[str], None]) -> None:
        self._around, self._form, self._joined = around, form, joined
        self._sets: dict[str, RotatedSet] = {}

    def look(self) -> None:
        """Recognise again which sources belong together: some came or went."""
        case = self._around.case
        found = () if case.read_only else case.rotated_sets()
        sets = [one for one in found if not case.joinable([source.id for source in one.sources])]
        self._sets = {source.id: one for one in sets for source in one.sources}

    def sets_of(self, sources: Sequence[Source]) -> list[RotatedSet]:
        """The rotated logs that some of these sources are files of."""
        found = {id(one): one for source in sources if (one := self._sets.get(source.id))}
        return list(found.values())

    def remark(self, sources: Sequence[Source]) -> str:
        """A line below the newest file of a rotated log, or below a folded row that holds some; empty elsewhere."""
        sets = self.sets_of(sources)
        if len(sources) > 1 and sets:
            logs = "a rotated log" if len(sets) == 1 else f"{len(sets)} rotated logs"
            return f"holds {logs}: J joins the files of {'it' if len(sets) == 1 else 'each'}"
        newest = bool(sets) and sets[0].sources[-1].id == sources[0].id
        return f"{len(sets[0].sources)} files look like one rotated log: J joins them" if newest else ""

    def facts(self, source: Source) -> tuple[Fact, ...]:
        """What is known of the files of a source, or of those that belong to it."""
        if source.members:
            return (Fact("Files", names_of([member.name for member in source.members])),)
        return tuple(
            Fact("Rotated", f"{names_of([file.name for file in one.sources])} look like one log: J joins them")
            for one in self.sets_of([source])
        )

    def ask(self, sources: Sequence[Source]) -> None:
        """Join the rotated logs that these sources are files of; where none is recognised, ask for the files."""
        if not sources:
            self._around.say("Select a source first.")
            return
        if sets := self.sets_of(sources):
            self._start([[source.id for source in one.sources] for one in sets])
            return
        labels = ", ".join(source.label for source in sources[:LISTED])
        files = Field("files", "Files of one log", labels, "S3, S2, S1, or their names; their order doesn't matter")
        self._form.ask(FORM, "Join files of one log into one source", (files,), "Join")

    def submitted(self, values: dict[str, str]) -> None:
        """Files were named in the form."""
        try:
            named = [self._around.case.source(name) for name in re.split(r"[,;\s]+", values["files"]) if name]
        except WorkbenchError as error:
            self._form.say(error.sentence())
            return
        self._start([list(dict.fromkeys(source.id for source in named))])

    def _start(self, sets: list[list[str]]) -> None:
        case = self._around.case

        def work(context: JobContext) -> list[Source]:
            return [case.join(ids, context) for ids in sets]

        def done(made: list[Source]) -> None:
            self._form.close_form()
            self._joined(made[-1].id)
            words = ", ".join(f"{len(one.members)} files are one source, {one.name}" for one in made[:LISTED])
            self._around.say(f"{words}: {sum(one.records for one in made):,} records. Ctrl+Z takes it back.")

        self._around.start("Joining files", work, done, self._refused)

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, WorkbenchError):
            raise error
        self._joined("")
        if self._form.isVisible():
            self._form.say(error.sentence())
        else:
            self._around.say(error.sentence())


def names_of(names: Sequence[str]) -> str:
    """The first of some names, and how many more there are."""
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return ", ".join(names[:LISTED]) + more
