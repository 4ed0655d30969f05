"""A file's text in pieces: unpacked, decoded, bounded. What makes the text; `packing` writes it into a cache."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from workbench.engine.encodings import PLAIN, transcoded, transcoder_of
from workbench.engine.unpacking import PIECE, unpacked
from workbench.errors import SourceError
from workbench.jobs import JobContext
from workbench.model.case import Problem

# Ratios are judged from here on: a short file of one repeated line packs as well as a bomb does.
RATIO_FROM = 1 << 30


@dataclass(frozen=True, slots=True)
class Limits:
    """What a packed file may become. size: bytes of text · ratio: times its own size, once it is over 1 GiB."""

    size: int = 1 << 40
    ratio: int = 1000


class FileText:
    """The text of one file. packing: of `unpacking.packing_of`, empty for none · encoding: of `encodings`.

    Once `pieces` has ended: problems, what of the text could not be had · whole: nothing was cut off, damaged or left
    out.
    """

    def __init__(self, path: Path, packing: str, encoding: str, limits: Limits | None = None) -> None:
        self.path, self._packing, self._encoding = path, packing, encoding
        self._limits = limits or Limits()
        self.problems: list[Problem] = []
        self.whole = True

    def pieces(self, context: JobContext, before: int = 0, total: int = 0) -> Iterator[bytes]:
        """The text from its beginning. before, total: bytes of files that are through, and of all, for the progress.

        Raises `SourceError` when the file can't be opened, `Cancelled`.
        """
        transcoder = None if self._encoding in PLAIN else transcoder_of(self._encoding)
        with _opened(self.path) as file:
            progress = _Progress(context, before, total or self.path.stat().st_size, self._limits)
            pieces = unpacked(file, self._packing, progress.told) if self._packing else _plain(file, progress)
            pieces = transcoded(pieces, transcoder) if transcoder else pieces
            try:
                yield from progress.limited(pieces)
            except SourceError as error:
                self.problems.append(Problem(error.what, error.where))
                self.whole = False
        if transcoder and (what := transcoder.remark()):
            of = "unpacked file" if self._packing else "file"
            self.problems.append(Problem(what, f"byte {transcoder.first} of the {of}"))


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise SourceError(f"the file can't be read ({error.strerror})", str(path)) from error


def _plain(file: BinaryIO, progress: _Progress) -> Iterator[bytes]:
    at = 0
    while piece := file.read(PIECE):
        at += len(piece)
        progress.told(at)
        yield piece


class _Progress:
    """How far into the packed file the reading is, and whether what comes out of it stays in proportion."""

    def __init__(self, context: JobContext, before: int, total: int, limits: Limits) -> None:
        self._context, self._before, self._total, self._limits = context, before, max(total, 1), limits
        self._at = 0

    def told(self, at: int) -> None:
        """So many bytes are behind."""
        self._at = at
        self._step()

    def _step(self) -> None:
        self._context.step((self._before + self._at) / self._total, "unpacking")

    def limited(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """The pieces as long as they stay in the limits; then a `SourceError` says that the rest was left out."""
        size = 0
        for piece in pieces:
            size += len(piece)
            if size > self._limits.size:
                raise self._too_much(f"more than {self._limits.size:,} bytes")
            if size > RATIO_FROM and size > self._limits.ratio * max(self._at, 1):
                raise self._too_much(f"more than {self._limits.ratio:,} times its own size")
            self._step()
            yield piece

    def _too_much(self, what: str) -> SourceError:
        return SourceError(f"it unpacks to {what}; what comes behind that was left out", f"byte {self._at}")
