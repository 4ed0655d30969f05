r"""Tables that nobody mapped: CSV, TSV, with semicolons or bars, read as what their own header and cells say.

    timestamp,host,level,message
    2026-03-17T14:02:11Z,web-1,error,checkout failed

Only where a column is a time in every row looked at, in a form that can be read in one way; all else waits for a map. What
each column was taken for is told in the source's problems.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import SourceError
from workbench.model.case import Problem
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.proposaltables import TableProposal, looked_at, may_be_sure
from workbench.readers.tables import read_table

EXAMPLES = {
    "table.csv": (
        "timestamp,host,level,message\n"
        "2026-03-17T14:02:11Z,web-1,error,checkout failed\n"
        '2026-03-17T14:02:12Z,web-2,info,"recovered, at last"\n'
    )
}
MOST = 0.72  # surer than those of text lines, which see times in rows, too; whoever knows the table is surer still
HEAD = 64 * 1024


@dataclass(frozen=True, slots=True)
class TableReader:
    """The reader of last resort for tables; whoever knows the table is surer."""

    id: str = "table.csv"
    title: str = "Table with a time (CSV, TSV)"
    kinds: tuple[str, ...] = ("log",)
    lines: bool = False
    most: float = MOST

    def sniff(self, head: bytes, name: str) -> Sniff:
        """Sure enough only of a table with a header and a time that can be read in one way."""
        found = _seen(head, name)
        if found is None or not found.sure or found.time is None:
            return NOT_MINE
        return Sniff(
            MOST, f"a table whose column {found.proposal.map.map.t} holds a time in every row: {found.time.why}"
        )

    def read(self, source: RawSource) -> Iterator[Batch]:
        """By what its own beginning tells."""
        try:
            with Path(source.path).open("rb") as file:
                head = file.read(HEAD)
        except OSError as error:
            raise SourceError(f"it can't be read ({error.strerror})", source.name) from error
        found = looked_at(_whole_lines(head), source.name)
        return read_table(source, found.proposal.map, _said(found))


def _seen(head: bytes, name: str) -> TableProposal | None:
    first, _, rest = head.partition(b"\n")
    if (
        not rest.strip()
        or b"\0" in head[:4096]
        or first.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[", b"<", b"#", b"")
    ):
        return None
    if not any(sign in first for sign in b",;\t|"):
        return None
    try:
        whole = _whole_lines(head)
        return looked_at(whole, name) if may_be_sure(whole) else None
    except SourceError:
        return None


def _whole_lines(head: bytes) -> bytes:
    return head if len(head) < HEAD else head[: head.rfind(b"\n") + 1] or head


def _said(found: TableProposal) -> tuple[Problem, ...]:
    """What it was read as, so that nothing is taken silently."""
    map = found.proposal.map
    parts = [("the time", map.map.t), ("severity", map.map.severity), ("title", map.map.name.strip("{}"))]
    told = ", ".join(f"{what} from {path}" for what, path in parts[: 1 if map.metrics else 3] if path)
    shape = "rows are records" if map.metrics is None else f"rows are points of series ({map.metrics.shape})"
    said = Problem(f"no map was given: {shape}, {told}; Map this source… changes it")
    return (said, *(Problem(doubt) for doubt in found.proposal.doubts))


READERS = (TableReader(),)
