"""Lines of two encodings in one text, however the bytes come."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.engine.encodings import LineTranscoder, transcoder_of

WORDS = st.text(alphabet="aé größÿ°»«Ã\r", max_size=8)
LINES = st.lists(st.tuples(WORDS, st.booleans()), max_size=8)


@settings(max_examples=40, deadline=None)
@given(LINES, st.lists(st.integers(0, 80), max_size=6), st.booleans())
def test_each_line_is_one_or_the_other_wherever_the_pieces_are_parted(
    lines: list[tuple[str, bool]], cuts: list[int], ended: bool
):
    written = [text.encode("utf-8" if utf8 else "iso8859-1") for text, utf8 in lines]
    raw = b"\n".join(written) + (b"\n" if ended else b"")
    ends = sorted({min(cut, len(raw)) for cut in cuts} | {len(raw)})
    transcoder, start, made = transcoder_of("utf-8+iso8859-1"), 0, b""
    for end in ends:
        made += transcoder.text(raw[start:end])
        start = end
    made += transcoder.text(b"", last=True)
    valid = [_valid(line) for line in raw.split(b"\n")]
    wanted = [
        line if good else line.decode("iso8859-1").encode() for line, good in zip(raw.split(b"\n"), valid, strict=True)
    ]
    assert made == b"\n".join(wanted)
    assert transcoder.broken == valid.count(False)
    first = sum(len(line) + 1 for line in raw.split(b"\n")[: valid.index(False)]) if False in valid else -1
    assert transcoder.first == first


def _valid(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def test_a_line_longer_than_is_held_is_judged_in_parts_and_loses_no_byte():
    transcoder = LineTranscoder("cp1252")
    transcoder.LONGEST = 10
    raw, made = ("größer " * 10).encode(), b""
    for at in range(0, len(raw), 7):
        made += transcoder.text(raw[at : at + 7])
    made += transcoder.text(b"", last=True)
    assert made == raw
    assert transcoder.broken == 0


def test_a_mark_at_the_beginning_is_left_out():
    transcoder = transcoder_of("utf-8+cp1252")
    assert transcoder.text(b"\xef\xbb\xbfa\n") + transcoder.text(b"\xfc", last=True) == "a\nü".encode()
    assert (transcoder.broken, transcoder.first) == (1, 5)
