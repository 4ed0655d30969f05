"""Archives: zip and tar, packed or not. They hold no records; their members are sources of their own (`a.zip!/b.log`)."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.engine.archives import archive_of
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.linereader import RecordReader


def _judge(kind: str, why: str) -> RecordReader:
    def sniff(head: bytes, _name: str) -> Sniff:
        return Sniff(0.99, why) if archive_of(head) == kind else NOT_MINE

    def read(_source: RawSource) -> Iterator[Batch]:
        yield Batch()

    return RecordReader(
        f"archive.{kind}", f"{kind.capitalize()} archive (its members are sources)", ("archive",), sniff, read
    )


READERS = (
    _judge("zip", "it begins with a zip's header, and is no document or program"),
    _judge("tar", "its first header has the sum that it tells"),
)


def _header(name: str, size: int) -> str:
    """A tar header of an empty or small file."""
    fields = f"{name:\0<100}0000644\0{0:07o}\0{0:07o}\0{size:011o}\0{1773756131:011o}\0" + " " * 8 + "0"
    whole = f"{fields:\0<257}ustar\00000".ljust(512, "\0")
    total = sum(whole.encode())
    return f"{whole[:148]}{total:06o}\0 {whole[156:]}"


EXAMPLES = {
    "archive.zip": "PK\x05\x06" + "\0" * 18,
    "archive.tar": _header("orders.log", 5) + "hello".ljust(512, "\0") + "\0" * 1024,
}
