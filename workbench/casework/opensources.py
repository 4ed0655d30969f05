"""What an open case does with its sources: bring in, name, correct, declare. The part of `OpenCase` that is about them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import IO, BinaryIO

from workbench.casework import (
    clocks,
    feeds,
    ingest,
    joining,
    maps,
    members,
    ordering,
    rereading,
    rotation,
    sources,
)
from workbench.casework.edits import Changes
from workbench.casework.folder import CaseFolder
from workbench.casework.rotation import RotatedSet
from workbench.casework.values import ClockChange
from workbench.errors import SourceError
from workbench.jobs import JobContext
from workbench.model.case import Member, Source
from workbench.readers.mapfile import SourceMap


class OpenSources:
    """Every method may be called from worker threads. lines_of: the source whose physical lines stand for records."""

    def __init__(self, folder: CaseFolder, lines_of: str = "") -> None:
        self._folder, self.lines_of = folder, lines_of

    def ingest(
        self,
        paths: Iterable[Path],
        *,
        reader: str | None = None,
        zone: str | None = None,
        encoding: str | None = None,
        below: Path | None = None,
        context: JobContext | None = None,
    ) -> tuple[Source, ...]:
        """Seal and read files and folders (recursively, sorted); one Source a file, faults in its `problems`.

        reader: a reader's id instead of the one chosen by content · zone: for stamps without one · encoding: of the
        text, instead of the recognised one · below: paths are written down as they stand below this folder. Sources
        that an ended process left unfinished are finished first. Stopping keeps what is done.
        """
        return ingest.ingest(self._folder, paths, reader, zone, context or JobContext(), below, encoding)

    def add_bytes(
        self,
        name: str,
        data: bytes | BinaryIO,
        *,
        reader: str | None = None,
        zone: str | None = None,
        encoding: str | None = None,
        context: JobContext | None = None,
    ) -> Source:
        """Bring in pasted text, a screenshot, or a stream such as stdin to its end, under a name."""
        return ingest.ingest_bytes(self._folder, name, data, reader, zone, context or JobContext(), encoding)

    def follow(
        self,
        what: Path | str | Source,
        *,
        reader: str | None = None,
        zone: str | None = None,
        context: JobContext | None = None,
    ) -> Source:
        """Follow a growing file, or go on following a source of the case: what is there now is taken in.

        It is copied as it arrives (`poll`), over rotations, truncations and deletions, which its problems tell with
        time and line; one over the size in the settings is read where it lies. Its state is `live`. Raises
        `SourceError` for what is no file, is packed, or isn't UTF-8.
        """
        return self._folder.live.follow(what, reader, zone, context or JobContext())

    def follow_command(
        self,
        words: Sequence[str],
        *,
        name: str = "",
        reader: str | None = None,
        zone: str | None = None,
        context: JobContext | None = None,
    ) -> Source:
        """Run a command (its words as a list, without a shell) and follow what it writes, until it or `unfollow` ends.

        name: what the source is called, else the command · what it writes as errors becomes a second source. It is
        run once: neither opening the case nor anything in it runs it again. Raises `SourceError` when it can't be run.
        """
        clock = self._folder.clock
        return self._folder.live.hear(lambda: feeds.begun(words, clock), name, reader, zone, context or JobContext())

    def follow_stream(
        self,
        file: IO[bytes],
        *,
        name: str = "",
        reader: str | None = None,
        zone: str | None = None,
        context: JobContext | None = None,
    ) -> Source:
        """Follow a stream that somebody else writes to, such as standard input, until it ends; it is closed then."""
        clock = self._folder.clock
        return self._folder.live.hear(lambda: feeds.heard(file, clock), name, reader, zone, context or JobContext())

    def poll(self, source_id: str, context: JobContext | None = None) -> Changes:
        """Take in what arrived of a followed file since; empty when nothing did. Costs what is new.

        Raises `SourceError`: a full disk, a file read where it lies that is gone or no longer what it was.
        """
        return self._folder.live.poll(source_id, context or JobContext())

    def unfollow(self, source_id: str, context: JobContext | None = None) -> Source:
        """End following: take in the rest and seal what was copied. Closing the case does it too."""
        return self._folder.live.unfollow(source_id, context or JobContext())

    def sources(self) -> tuple[Source, ...]:
        """What was brought in, in order of arrival, without what was removed; first, last and levels as corrected."""
        return sources.all_sources(self._folder)

    def source(self, name: str) -> Source:
        """A source by id, label (`S3`), path or last part of a path. Raises `CitationError` when none or several fit."""
        return sources.source_named(self._folder, name)

    def member(self, name: str) -> tuple[Source, Member] | None:
        """The file of a joined source that is called so, by its path or the path's end; None where that isn't clear."""
        return members.member_named(self._folder, name)

    def rotated_sets(self, source_ids: Collection[str] | None = None) -> tuple[RotatedSet, ...]:
        """The sources (of these ids, or all) whose names look like files of one rotated log; nothing is opened."""
        wanted = (source for source in self.sources() if source_ids is None or source.id in source_ids)
        return rotation.rotated_sets(wanted, self._folder.is_log)

    def joinable(self, source_ids: Collection[str]) -> str:
        """Why these sources can't be one, as a sentence; empty where nothing stands against it as far as is known."""
        try:
            ordering.refuse(self._folder, [self._folder.source_of(one) for one in source_ids])
        except SourceError as error:
            return error.sentence()
        return ""

    def join(self, source_ids: Collection[str], context: JobContext | None = None) -> Source:
        """One source of several that are files of one rotated log, the oldest first: one edit that can be taken back.

        What was cited of them leads to the same bytes of the joined text. Raises `SourceError` that says why not.
        """
        named = [self._folder.source_of(one) for one in source_ids]
        return joining.join(self._folder, named, context or JobContext())

    def is_log(self, source_id: str) -> bool:
        """Whether a source's records are lines of text, found by a line format."""
        return self._folder.is_log(self._folder.source_of(source_id))

    def set_clock(
        self,
        source_id: str,
        *,
        offset_ns: int | None = None,
        zone: str | None = None,
        on: bool | None = None,
        year: str | None = None,
        dry_run: bool = False,
    ) -> ClockChange:
        """Declare a correction (ns added to the source's clock), a zone, or the year of stamps without one.

        year: that of the last stamp (`2025`), or its day (`2025-12-31`) where stamps give no date; `assumed` to have it
        assumed by the file's time again. Nothing is read again.
        """
        source = self._folder.source_of(source_id)
        return clocks.set_clock(self._folder, source, offset_ns, zone, on, year, dry_run)

    def keep_map(self, map: SourceMap) -> str:
        """Keep a map with the case; the id of its reader, for `ingest` and `read_as`. Raises `SettingsError`."""
        return maps.keep(self._folder, map)

    def map_of(self, source_id: str) -> SourceMap | None:
        """The map that a source is read by; None where it isn't read by one."""
        return maps.map_of(self._folder, self._folder.source_of(source_id))

    def draft_of(self, source_id: str) -> SourceMap | None:
        """The map that somebody began for a source and did not finish; None where there is none."""
        return maps.draft_of(self._folder, self._folder.source_of(source_id))

    def keep_draft(self, source_id: str, map: SourceMap | None) -> None:
        """Keep what was begun of a source's map, or forget it."""
        maps.keep_draft(self._folder, self._folder.source_of(source_id), map)

    def head(self, source_id: str, size: int, context: JobContext | None = None) -> bytes:
        """The beginning of a source's text. Raises `SourceError`."""
        return maps.head_of(self._folder, self._folder.source_of(source_id), size, context)

    def candidates(self, source_id: str) -> tuple[rereading.Candidate, ...]:
        """The readers that a source could be read by, with what each says of its beginning, the surest first."""
        return rereading.candidates(self._folder, self._folder.source_of(source_id))

    def read_as(
        self,
        source_id: str,
        *,
        reader: str | None = None,
        encoding: str | None = None,
        context: JobContext | None = None,
    ) -> Source:
        """Read a source again by another reader, or its text in another encoding; an edit that can be taken back.

        Offsets are those of the text that gives. Raises `SourceError` when the reader finds nothing; then all stays.
        """
        source = self._folder.source_of(source_id)
        return rereading.read_as(self._folder, source, reader, encoding, context or JobContext())
