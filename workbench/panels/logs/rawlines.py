"""A record's bytes as people read them: hexadecimal with what is printable beside it."""

from __future__ import annotations

from collections.abc import Iterator


def hex_lines(raw: bytes, start: int, width: int) -> Iterator[str]:
    """Bytes as `0000a0  50 6f 6f 6c …  Pool`, `width` to a line; offsets count from `start`."""
    for at in range(0, len(raw), width):
        some = raw[at : at + width]
        shown = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in some)
        yield f"{start + at:06x}  {some.hex(' '):<{width * 3 - 1}}  {shown}"


def is_binary(raw: bytes) -> bool:
    """Whether bytes are no text in any usual encoding of one byte or UTF-8: a NUL, or a tenth of controls."""
    some = raw[:4096]
    controls = sum(byte < 32 and byte not in (9, 10, 13, 27) for byte in some)
    return b"\0" in some or controls * 10 > len(some) > 0
