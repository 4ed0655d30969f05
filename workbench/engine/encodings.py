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
# Before the name of another encoding: lines that are no UTF-8 are in that one.
MIXED = "utf-8+"
# These can't stand beside UTF-8 line by line: their line ends are other bytes, or their text is valid UTF-8 anyway.
_ALONE = ("utf-", "iso2022", "ascii")
OFFERED = (UTF8, "utf-8+cp1252", "utf-8+iso8859-1", *ENCODINGS[1:])
"""What is offered where one is chosen; every other pair can be written."""
# Offsets are those of the text the case keeps, so these need no copy of it.
PLAIN = (UTF8, "ascii")


def encoding_named(name: str) -> str:
    """Our name of an encoding. Raises `SourceError` when there is none of that name that text can have.

    `utf-8+latin-1` is one, too: UTF-8, and lines that are not are in the other.
    """
    first, mixed, fallback = name.strip().partition("+")
    if mixed and encoding_named(first) == UTF8:
        other = encoding_named(fallback)
        if other.startswith(_ALONE):
            what = f"{other} can't stand beside UTF-8 line by line"
            raise SourceError(what, "", "Write one such as utf-8+cp1252 or utf-8+shift_jis.")
        return MIXED + other
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
        self._encoding = encoding
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

    def remark(self) -> str:
        """What could not be had, in words; empty when all could."""
        if not self.broken:
            return ""
        return f"{self.broken:,} characters are not valid {self._encoding} and are shown as \ufffd"


class LineTranscoder:
    """The same for text in which lines of UTF-8 and of another encoding stand together, such as of two writers.

    A line is as a whole the one or the other: of a line in Latin-1 some pairs of characters look like UTF-8. `broken`
    counts the lines that are not UTF-8, `first` is the byte at which the first of them begins.
    """

    LONGEST = 4 << 20  # a longer line is judged in parts

    def __init__(self, fallback: str) -> None:
        self._fallback, self._held = fallback, b""
        self._begun = False
        self.seen = self.broken = 0
        self.first = -1

    def text(self, piece: bytes, *, last: bool = False) -> bytes:
        """The lines that end in the piece as UTF-8. last: nothing follows, so that the last line has no end."""
        data = self._held + piece
        end = len(data) if last else data.rfind(b"\n") + 1
        if not end and len(data) > self.LONGEST:
            end = len(data) - _open_end(data)
        whole, self._held = data[:end], data[end:]
        at, self.seen = self.seen, self.seen + len(whole)
        if whole and not self._begun:
            self._begun = True
            at, whole = (at + 3, whole[3:]) if whole.startswith(b"\xef\xbb\xbf") else (at, whole)
        return whole if _is_utf8(whole) else self._by_line(whole, at)

    def _by_line(self, whole: bytes, at: int) -> bytes:
        made: list[bytes] = []
        for line in whole.split(b"\n"):
            if _is_utf8(line):
                made.append(line)
            else:
                self.first = at if self.first < 0 else self.first
                self.broken += 1
                made.append(line.decode(self._fallback, "replace").encode(UTF8, "replace"))
            at += len(line) + 1
        return b"\n".join(made)

    def remark(self) -> str:
        """How much was read by the other encoding, in words; empty when nothing was."""
        if not self.broken:
            return ""
        return f"{self.broken:,} line{'s are' if self.broken > 1 else ' is'} not UTF-8 and read as {self._fallback}"


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode(UTF8)
    except UnicodeDecodeError:
        return False
    return True


def _open_end(data: bytes) -> int:
    """How many bytes at the end begin a character of UTF-8 whose rest is still to come."""
    for count in range(1, min(4, len(data)) + 1):
        byte = data[-count]
        if byte >= 0xC0:
            needed = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return count if needed > count else 0
        if byte < 0x80:
            return 0
    return 0


def transcoder_of(encoding: str) -> Transcoder | LineTranscoder:
    """What turns text of an encoding of that name of ours into UTF-8."""
    return LineTranscoder(encoding.removeprefix(MIXED)) if encoding.startswith(MIXED) else Transcoder(encoding)


def transcoded(pieces: Iterator[bytes], transcoder: Transcoder | LineTranscoder) -> Iterator[bytes]:
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
