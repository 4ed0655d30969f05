"""Text from evidence made harmless to show: nothing in it may move the cursor, turn the line round or hide itself."""

from __future__ import annotations

import re

# CSI and OSC sequences (ECMA-48 5.4, 8.3.89) and two-byte escapes: colours and titles, never content.
_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
# C0 and C1 controls but tab and newline, and the bidirectional controls of UAX 9 (Trojan Source), byte order mark.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def visible(text: str) -> str:
    """The text with ANSI codes left out and every other control or direction character written as its code point."""
    text = _ANSI.sub("", text.replace("\r\n", "\n"))
    return _CONTROL.sub(
        lambda found: f"\\x{ord(found[0]):02x}" if ord(found[0]) < 256 else f"\\u{ord(found[0]):04x}", text
    )
