"""The other side of `patternrun`: reads a pattern and texts from stdin, writes `1` or `0` a text to stdout.

The first byte written is `K` when the pattern was understood; else `E` and the reason, and nothing more.
"""

from __future__ import annotations

import re
import sys
from typing import IO

import msgspec

MEMORY = 1 << 30


def serve(incoming: IO[bytes], outgoing: IO[bytes]) -> None:
    """Answer until the input ends."""
    pattern, ignore_case = msgspec.msgpack.decode(_receive(incoming) or b"\x92\xa0\xc2")
    try:
        search = re.compile(pattern, re.MULTILINE | (re.IGNORECASE if ignore_case else 0)).search
    except (re.error, RecursionError, OverflowError) as error:
        outgoing.write(b"E" + str(error).encode())
        outgoing.flush()
        return
    outgoing.write(b"K")
    while message := _receive(incoming):
        for raw in msgspec.msgpack.decode(message):
            text = raw.decode("utf-8", "replace").replace("\r\n", "\n")
            outgoing.write(b"1" if search(text) else b"0")
        outgoing.flush()


def _receive(incoming: IO[bytes]) -> bytes:
    size = int.from_bytes(incoming.read(8), "big")
    return incoming.read(size) if size else b""


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows: the time limit alone has to do
        return
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))


if __name__ == "__main__":
    _limit_memory()
    serve(sys.stdin.buffer, sys.stdout.buffer)
