"""Code as values: frames of a stack trace, commits, and the one hunk model that every diff is shown from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from workbench.model.instants import Instant

Relation = Literal["root", "cause", "suppressed", "context", "group"]
LineKind = Literal["same", "add", "del", "filler"]


@dataclass(frozen=True, slots=True)
class Frame:
    """One call of a stack trace, innermost (where it was raised) first. line and column are 1-based, 0 unknown."""

    function: str
    file: str = ""
    line: int = 0
    column: int = 0
    module: str = ""
    repeat: int = 1


@dataclass(frozen=True, slots=True)
class TraceException:
    """One exception of a chain; `root` is the one finally reported and stands first."""

    type: str
    message: str
    relation: Relation
    frames: tuple[Frame, ...]


@dataclass(frozen=True, slots=True)
class StackTrace:
    """A stack trace found in text. offset and length are characters in the text it was found in."""

    language: str
    exceptions: tuple[TraceException, ...]
    offset: int = 0
    length: int = 0


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit; time is the committer's, ns UTC."""

    sha: str
    parents: tuple[str, ...]
    author: str
    email: str
    authored: Instant
    committed: Instant
    subject: str
    body: str = ""
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WordMark:
    """Characters [start, end) of a line that differ from the line it is paired with."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line of a unified diff; old and new are 1-based line numbers, 0 on the side that lacks it."""

    kind: LineKind
    text: str
    old: int = 0
    new: int = 0
    marks: tuple[WordMark, ...] = ()


@dataclass(frozen=True, slots=True)
class Hunk:
    """One hunk: 1-based number in its file, its header's context text, and its lines."""

    number: int
    old_start: int
    new_start: int
    heading: str
    lines: tuple[DiffLine, ...]


@dataclass(frozen=True, slots=True)
class FileDiff:
    """What changed in one file; old_path is empty for a new file, new_path for a deleted one.

    text of both whole sides is carried where it could be read, so that a view can show what lies between hunks.
    """

    old_path: str
    new_path: str
    status: str
    hunks: tuple[Hunk, ...]
    added: int
    removed: int
    binary: bool = False
    approximate: bool = False
    old_lines: tuple[str, ...] | None = None
    new_lines: tuple[str, ...] | None = None

    @property
    def path(self) -> str:
        """The path to show: the new one unless the file was deleted."""
        return self.new_path or self.old_path


@dataclass(frozen=True, slots=True)
class SideRow:
    """One row of a side-by-side or unified view: what stands left and right, fillers where a side has no line."""

    left: DiffLine | None
    right: DiffLine | None
    hunk: int = 0
    folded: int = 0


@dataclass(frozen=True, slots=True)
class FileVersion:
    """A file at a revision, as lines; how a frame's source is shown where there is no diff."""

    path: str
    commit: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TestCase:
    """One case of a test report. outcome: passed, failed, error or skipped; seconds as the report says."""

    __test__: ClassVar[bool] = False  # its name would make pytest collect it

    suite: str
    name: str
    outcome: str
    seconds: float = 0.0
    message: str = ""
    text: str = ""
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class TestReport:
    """A test run read from a report: `truncated` when the file ended in the middle."""

    __test__: ClassVar[bool] = False  # its name would make pytest collect it

    name: str
    cases: tuple[TestCase, ...]
    started: Instant | None = None
    naive: bool = False
    t_raw: str = ""
    truncated: bool = False
