"""What every reader has to hold, ours or a plug-in's. Each check takes a reader and raises `AssertionError`."""

from __future__ import annotations

import random
import re
from pathlib import Path

import polars as pl

from workbench.engine.dialect import ascii_classes
from workbench.errors import SourceError
from workbench.readers.core import RawSource, Reader, Registry

# Heads that are nobody's: no reader may claim any of them.
STRANGERS = {
    "empty": b"",
    "blank": b"\n\n  \n",
    "prose": b"The incident began on a Tuesday. Error handling was discussed.\nWe met at 14:02, at the office (today).\n"
    * 20,
    "source code": b"def stamp(level):\n    # ERROR is raised at 2026-03-17T14:02:11Z\n    return {'time': 1773756131}\n"
    * 9,
    "markdown": (
        b"# Notes\n\n- 2026-03-17: deployed\n- level=high, owner=ops\n\n```\nERROR 17\n```\n\n| a | b |\n|---|---|\n"
    ),
    "patch": (
        b"diff --git a/app.log b/app.log\n--- a/app.log\t2026-03-17 14:02:11.000000000 +0100\n"
        b"+++ b/app.log\t2026-03-17 14:02:12.000000000 +0100\n@@ -1,2 +1,2 @@\n"
        b"-2026-03-17T14:02:11Z ERROR old\n+2026-03-17T14:02:11Z ERROR new\n same\n"
    ),
    "foreign json": b'{"kind": "List", "apiVersion": "v1", "items": [{"metadata": {"name": "x"}}]}',
    "json list": b"[1, 2, 3, [4, 5]]",
    "xml": b'<?xml version="1.0"?><project><modelVersion>4.0.0</modelVersion></project>',
    "html": b"<!doctype html><html><body>2026-03-17</body></html>",
    "numbers": b"1773756131 12 4\n1773756132 13 5\n1773756133 14 6\n",
    "csv": b"name,value\na,1\nb,2\n",
    "binary": random.Random(7).randbytes(4096),
    "png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + random.Random(8).randbytes(512),
    "nuls": b"\0" * 4096,
    "utf-16": "2026-03-17T14:02:11Z INFO x\n".encode("utf-16"),
    "deep": b'{"a":' * 5000 + b"1" + b"}" * 5000,
    "open string": b'{"' + b"x" * 65_000,
}
EVERY_LINE = "^"  # the start of a format whose records have no stamp to look for


def check_own(reader: Reader, example: bytes, registry: Registry) -> None:
    """It knows its own, says why, and wins."""
    answer = reader.sniff(example, "example")
    assert 0.5 < answer.confidence <= getattr(reader, "most", 1.0)
    assert len(answer.why) > 10
    chosen = registry.choose(example, "example")
    assert chosen is not None
    assert chosen[0].id == reader.id


def check_foreign(reader: Reader, owners: float, example: bytes) -> None:
    """It is less sure of another format's example than that format's own reader, and than it says it can be."""
    answer = reader.sniff(example, "example").confidence
    assert answer < owners, reader.id
    assert answer <= getattr(reader, "most", 1.0), reader.id


def check_stranger(reader: Reader, head: bytes) -> None:
    """It does not claim what is no format of anybody."""
    assert reader.sniff(head, "stranger").confidence == 0, reader.id


def check_any_head(reader: Reader, head: bytes) -> None:
    """It answers anything without raising."""
    assert 0 <= reader.sniff(head, "").confidence <= 1


def check_format(reader: Reader, example: bytes) -> None:
    """A line reader gives a format that the engine's dialect understands and whose parse takes any text."""
    format = reader.sniff(example, "example").format
    assert format is not None
    assert format.id == reader.id
    if not format.json and format.start != EVERY_LINE:
        names = pl.Series([""]).str.extract_groups(ascii_classes(format.start)).struct.fields
        assert "t" in names
        assert "t" in re.compile(format.start).groupindex
    for text in ("", "\n", "{", '{"a":' * 3000, "x" * 100_000, "\0\x1b[31m\u202e", example.decode(), '"' * 5000):
        fields = format.parse(text)
        assert "\n" not in fields.title


def check_reading(reader: Reader, data: bytes, folder: Path) -> tuple[int, int]:
    """A record reader gives records within the source's bytes, or one clear error. Returns (events, points)."""
    place = folder / "source"
    place.write_bytes(data)
    events = points = 0
    try:
        for batch in reader.read(RawSource("source", str(place), len(data), modified=10**18)):
            for event in batch.events:
                assert 0 <= event.place.offset <= event.place.offset + event.place.length <= len(data)
            events += len(batch.events)
            points += sum(len(series.points.t) for series in batch.points)
            assert all(problem.what for problem in batch.problems)
    except SourceError as error:
        assert error.what
        assert "Traceback" not in error.sentence()
    return events, points
