r"""Text without the codes by which terminals colour it (ECMA-48): what stands between them is what a logger wrote.

\x1b[2m2026-03-17T14:02:11Z\x1b[0m \x1b[32m INFO\x1b[0m started
"""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Int64 = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
ESCAPE = 0x1B
# A control sequence, a string to the terminal (a title, a link), a choice of characters; a lone escape goes too.
CODES = r"\x1b(?:\[[0-?]{0,64}[ -/]{0,8}[@-~]|\][^\x07\x1b\n]{0,4096}(?:\x07|\x1b\\)|[()][0-9A-Za-z]|[@-Z\\^_])?"
_TEXT = re.compile(CODES)
_BYTES = re.compile(CODES.encode())


def without_colours(text: str) -> str:
    """The text without codes."""
    return _TEXT.sub("", text) if "\x1b" in text else text


@lru_cache(maxsize=2)
def plain_bytes(data: bytes) -> bytes:
    """The same of bytes; every reader is asked about the same beginning of a source, one after the other."""
    return _BYTES.sub(b"", data) if b"\x1b" in data else data


def coloured(part: str, text: str) -> str:
    """A stretch of the text without codes as it stands in `text`, with the codes around and inside it.

    The stretch as it is where it doesn't stand there in one piece.
    """
    if "\x1b" not in text or not part:
        return part
    pieces = list(_TEXT.finditer(text))
    at = without_colours(text).find(part)
    if at < 0:
        return part
    start, end = at, at + len(part)
    for code in pieces:
        size = code.end() - code.start()
        if code.start() < start:  # codes right before the stretch colour it
            start += size
        if code.start() <= end:
            end += size
    first = start
    for code in reversed(pieces):
        if code.end() == first:
            first = code.start()
    return text[first:end]


def has_colours(block: Bytes, start: int, end: int) -> bool:
    """Whether an escape stands in these bytes."""
    return bool((block[start:end] == ESCAPE).any())


def plain_heads(block: Bytes, starts: Int64, lengths: Int64) -> tuple[Bytes, Int64, Int64]:
    """A copy of the lines at these places without codes, each followed by a line feed: block, starts and lengths."""
    heads = [
        _BYTES.sub(b"", block[start : start + length].tobytes())
        for start, length in zip(starts.tolist(), lengths.tolist(), strict=True)
    ]
    sizes = np.fromiter((len(head) for head in heads), dtype=np.int64, count=len(heads))
    begins = np.cumsum(sizes + 1) - sizes - 1
    return np.frombuffer(b"\n".join(heads) + b"\n", dtype=np.uint8), begins, sizes
