"""Text in other encodings than UTF-8: how it is recognised, which can be declared, and how it becomes UTF-8."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from workbench.errors import SourceError

UTF8 = "utf-8"
_MARKS = (
    (b"\xef\xbb\xbf", UTF8),
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_WIDTH = {"utf-16-le": 2, "utf-16-be": 2, "utf-32-le": 4, "utf-32-be": 4}
# Without a mark: at least so many characters, this share of them below U+0100, nearly none of them a control character.
FEWEST, LOW_SHARE, CONTROL_SHARE = 16, 0.9, 0.01
_CONTROLS = frozenset(range(32)) - {9, 10, 12, 13, 27}
ENCODINGS = (
    UTF8, "ascii", "utf-16-le", "utf-16-be", "utf-16", "utf-32-le", "utf-32-be", "utf-32",
    "iso8859-1", "iso8859-2", "iso8859-5", "iso8859-7", "iso8859-9", "iso8859-15",
    "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258",
    "cp437", "cp850", "cp852", "cp866", "koi8-r", "koi8-u", "mac-roman",
    "shift_jis", "cp932", "euc_jp", "iso2022_jp", "gb2312", "gbk", "gb18030", "big5", "cp950", "euc_kr", "cp949",
)  # fmt: skip
"""What can be declared; what they are called elsewhere (`latin-1`, `windows-1252`) is understood too."""
_OURS = {codecs.lookup(name).name: name for name in ENCODINGS}
USUAL = (
    "Write utf-8, utf-16-le, utf-16-be, iso8859-1, iso8859-15, cp1252, cp1251, koi8-r, shift_jis, euc_jp, gb18030, big5, "
    "euc_kr, or another name Python has for one."
)
# Offsets are those of the text the case keeps, so these need no copy of it.
PLAIN = (UTF8, "ascii")


def encoding_named(name: str) -> str:
    """Our name of an encoding. Raises `SourceError` when there is none of that name that text can have."""
    try:
        found = _OURS.get(codecs.lookup(name.strip()).name)
    except (LookupError, UnicodeError, ValueError):
        found = None
    if found is None:
        raise SourceError(f"there is no encoding called {name!r}", "", USUAL)
    return UTF8 if found == "ascii" else found


def encoding_of(head: bytes) -> str:
    """What text that begins so is encoded in: by its mark, or where NULs leave no doubt; else UTF-8."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if b"\0" not in head:
        return UTF8
    return next((name for name in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be") if _surely(head, name)), UTF8)


def _surely(head: bytes, encoding: str) -> bool:
    width = _WIDTH[encoding]
    head = head[: len(head) // width * width]
    try:
        text = codecs.getincrementaldecoder(encoding)("strict").decode(head)
    except UnicodeDecodeError:
        return False
    if len(text) < FEWEST:
        return False
    numbers = [ord(character) for character in text]
    low = sum(number < 0x100 for number in numbers)
    controls = sum(number in _CONTROLS for number in numbers)
    return low >= LOW_SHARE * len(text) and controls <= CONTROL_SHARE * len(text)


class Transcoder:
    """Pieces of bytes in one encoding as pieces of UTF-8; a character may be parted between two of them.

    A mark at the beginning is left out, what isn't valid becomes U+FFFD. `broken` counts those, `first` is the byte
    of the piece (counted from the beginning of all) that held the first.
    """

    def __init__(self, encoding: str) -> None:
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._begun = False
        self.seen = self.broken = 0
        self.first = -1

    def text(self, piece: bytes, *, last: bool = False) -> bytes:
        """The piece as UTF-8. last: nothing follows, so that half a character is a broken one."""
        text = self._decoder.decode(piece, final=last)
        if not self._begun and text:
            self._begun = True
            text = text.removeprefix("\ufeff")
        if broken := text.count("\ufffd"):
            self.first = self.seen if self.first < 0 else self.first
            self.broken += broken
        self.seen += len(piece)
        return text.encode(UTF8, "replace")


def transcoded(pieces: Iterator[bytes], transcoder: Transcoder) -> Iterator[bytes]:
    """A stream of pieces as UTF-8; a fault in the stream comes after what was whole before it."""
    try:
        for piece in pieces:
            if text := transcoder.text(piece):
                yield text
    except SourceError:
        if text := transcoder.text(b"", last=True):
            yield text
        raise
    if text := transcoder.text(b"", last=True):
        yield text
