"""Searching bytes gives what looking at every record in plain Python gives."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.engine import patternrun, searchslice, textsearch
from workbench.engine.bytesource import ByteSource
from workbench.engine.lineformat import LineFields, LineFormat
from workbench.engine.logindex import LogIndex, build_log_index
from workbench.engine.needle import Field, Has, Regex, Text
from workbench.engine.rowset import RowSet
from workbench.engine.search import find_field, find_in_texts, find_text
from workbench.errors import QueryError, SourceChanged
from workbench.jobs import Cancelled, JobContext
from workbench.model.records import Link


def parse(text: str) -> LineFields:
    pairs = dict(re.findall(r"(\w+)=(\S*)", text))
    links = (Link("trace_id", pairs["trace"].replace("-", "")),) if "trace" in pairs else ()
    return LineFields(text.partition("\n")[0], text, attributes=pairs, resource={"service.name": "shop"}, links=links)


EACH = LineFormat("test.each", "A record begins with >", start="^>", parse=parse)


class Log:
    """A log of a few records and its index."""

    def __init__(self, data: bytes, folder: Path) -> None:
        self.data, self.path = data, folder / "a.log"
        self.path.write_bytes(data)
        with ByteSource(self.path, sealed=True) as source:
            self.index: LogIndex = build_log_index(source, EACH, folder / "index", JobContext())

    def texts(self) -> list[str]:
        """Each record as Python reads it."""
        return self._decoded(*self.index.record_ranges(0, self.index.records))

    def line_texts(self) -> list[str]:
        """Each physical line."""
        lines = self.data.split(b"\n")
        return [line.decode("utf-8", "replace") for line in lines[: self.index.lines]]

    def _decoded(self, starts: np.ndarray, lengths: np.ndarray) -> list[str]:
        places = zip(starts.tolist(), lengths.tolist(), strict=True)
        return [self.data[start : start + size].decode("utf-8", "replace") for start, size in places]

    def find(self, needle: Text | Regex, context: JobContext | None = None, within: RowSet | None = None) -> list[bool]:
        with ByteSource(self.path, sealed=True) as source:
            found = find_text(source, self.index, needle, context or JobContext(), within=within)
            return found.mask_all().tolist()

    def lines(self, needle: Text | Regex) -> list[bool]:
        with ByteSource(self.path, sealed=False) as source:
            return find_text(source, self.index, needle, JobContext(), lines=True).mask_all().tolist()

    def field(self, leaf: Field | Has) -> list[bool]:
        with ByteSource(self.path, sealed=True) as source:
            return find_field(source, self.index, EACH, leaf, JobContext()).mask_all().tolist()


PATTERNS = [
    r"^a", r"b$", r"a.b", r"[^a]$", r"\s1", r"(?:a|É)+", r"x\.y", r"1 ?x|ab", "ak", r"(?:k|x\.y)\b", "a{2}", "É|kk",
]  # fmt: skip
letters = st.sampled_from(["a", "A", "b", "é", "É", "\u212a", "k", "ß", "ẞ", "1", " ", "x.y", "İ", "ſ", "\ufffd"])
bodies = st.lists(
    letters.map(str.encode) | st.sampled_from([b"\n", b"\r\n", b"\r", b"\xff", b"\xc3", b"\xe2\x84", b"\x00"]),
    max_size=9,
).map(b"".join)
logs = st.lists(bodies, max_size=12).map(lambda found: b"".join(b">" + body + b"\n" for body in found))
needles = st.lists(letters, min_size=1, max_size=3).map("".join)


@pytest.fixture(params=[(1, 4, 4), (7, 16, 8), (64, 5, 1 << 14), (1 << 20, 1 << 20, 1 << 14)])
def sizes(request: pytest.FixtureRequest):
    """Bytes of a slice, and of the strings in which places are looked for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(textsearch, "SLICE", request.param[0])
        patch.setattr(textsearch, "FIRST_SLICE", request.param[0])
        patch.setattr(textsearch, "PLACES_SLICE", request.param[0] * 2)
        patch.setattr(searchslice, "STRETCH", request.param[1])
        patch.setattr(searchslice, "FOLD_STRETCH", request.param[2])
        yield


def plain_search(pattern: str, texts: list[str], ignore_case: bool) -> list[bool]:
    """What `re` finds. It folds the dotted İ to i, which simple case folding doesn't; no needle here holds an i."""
    found = re.compile(pattern, re.MULTILINE | (re.IGNORECASE if ignore_case else 0))
    return [found.search(text) is not None for text in texts]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=logs, needle=needles, case=st.booleans())
def test_text_is_found_in_whole_records_and_lines(
    tmp_path_factory: pytest.TempPathFactory, sizes: None, data: bytes, needle: str, case: bool
):
    log = Log(data, tmp_path_factory.mktemp("log"))
    pattern = re.escape(needle)
    assert log.find(Text(needle, case)) == plain_search(pattern, log.texts(), not case)
    assert log.lines(Text(needle, case)) == plain_search(pattern, log.line_texts(), not case)
    whole = rf"(?<!\w){pattern}(?!\w)"
    assert log.find(Text(needle, case, word=True)) == plain_search(whole, log.texts(), not case)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=logs, pattern=st.sampled_from(PATTERNS), fold=st.booleans(), chosen=st.sets(st.integers(0, 12)))
def test_a_regex_is_found_at_each_line_of_a_record(
    tmp_path_factory: pytest.TempPathFactory, sizes: None, data: bytes, pattern: str, fold: bool, chosen: set[int]
):
    log = Log(data, tmp_path_factory.mktemp("log"))
    texts = [text.replace("\r\n", "\n").replace("\r", "\n") for text in log.texts()]
    wanted = plain_search(pattern, texts, fold)
    assert log.find(Regex(pattern, fold)) == wanted
    within = RowSet.from_mask(np.array([row in chosen for row in range(len(texts))], dtype=np.bool_))
    assert log.find(Regex(pattern, fold), within=within) == [hit and row in chosen for row, hit in enumerate(wanted)]


def test_the_end_of_a_line_is_found_in_windows_files(tmp_path: Path):
    log = Log(b">one error\r\n  more\r\n>two errors\r\n", tmp_path)
    assert log.find(Regex("error$")) == [True, False]


def test_lines_are_matched_one_by_one(tmp_path: Path):
    log = Log(b"head x\n>a\nx\n>b x\nlast x", tmp_path)
    assert log.lines(Text("X")) == log.lines(Regex("x$")) == [True, False, True, True, True]


@pytest.fixture()
def short_pieces(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(searchslice, "LONG", 1000)
    monkeypatch.setattr(searchslice, "PIECE", 100)
    monkeypatch.setattr(textsearch, "FIRST_SLICE", 100)
    monkeypatch.setattr(textsearch, "SLICE", 100)
    monkeypatch.setattr(textsearch, "PLACES_SLICE", 100)


def test_a_record_longer_than_a_piece_is_searched_to_its_end(tmp_path: Path, short_pieces: None):
    log = Log(b">" + b"x" * 5000 + b"needle" + b"y" * 30 + b"\n>short needle\n>" + b"x" * 2000 + b"\n", tmp_path)
    assert log.find(Text("NEEDLE")) == log.find(Regex("xne.dle?y|t needle$")) == [True, True, False]
    assert log.find(Text("needle", case=True)) == [True, True, False]


def test_a_long_record_of_many_lines_is_searched_line_by_line(tmp_path: Path, short_pieces: None):
    lines = [b"  line %d of the trace" % number for number in range(300)]
    log = Log(b">head\r\n" + b"\r\n".join(lines) + b"\r\n>next\n", tmp_path)
    assert log.find(Regex("^  line 299 of the trace$")) == [True, False]
    assert log.find(Regex("^line")) == log.find(Regex("LINE 300", True)) == [False, False]
    assert log.find(Regex(r"line 7 of.*\s+line 8 of")) == [True, False]


def test_the_longest_lines_are_matched_in_pieces(tmp_path: Path, short_pieces: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(searchslice, "WHOLE", 2000)
    monkeypatch.setattr(searchslice, "OVERLAP", 20)
    log = Log(b">" + b"x" * 5150 + b"nee dle" + b"y" * 3000 + b"\n", tmp_path)
    assert log.find(Regex(r"nee\sdle")) == log.find(Text("Nee Dle")) == [True]
    assert log.find(Regex("needle")) == [False]


def test_hits_are_told_as_they_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(textsearch, "FIRST_SLICE", 64)
    monkeypatch.setattr(textsearch, "SLICE", 64)
    monkeypatch.setattr(textsearch, "PLACES_SLICE", 64)
    monkeypatch.setattr(textsearch, "TELL_EVERY", 0.0)
    log = Log(b"".join(b">record %d hit\n" % number for number in range(200)), tmp_path)
    told: list[RowSet] = []
    with ByteSource(log.path, sealed=True) as source:
        answer = find_text(source, log.index, Text("hit"), JobContext(), found=told.append)
    assert len(answer) == 200 and len(told) > 2
    sizes_told = [len(one) for one in told]
    assert sizes_told == sorted(sizes_told)
    assert all(one & answer == one for one in told)


def test_a_search_of_a_file_that_got_shorter_ends_in_one_sentence(tmp_path: Path):
    log = Log(b">record hit\n" * 5000, tmp_path)
    with ByteSource(log.path, sealed=False) as source:
        with log.path.open("r+b") as file:
            file.truncate(100)
        for needle in (Text("hit"), Text("hit", case=True), Regex(r"\bhit"), Regex(r"hit(?=$)")):
            with pytest.raises(SourceChanged, match="shorter than when it was opened"):
                find_text(source, log.index, needle, JobContext())


def test_a_file_that_is_deleted_or_rotated_is_searched_as_it_was_opened(tmp_path: Path):
    log = Log(b">record hit\n" * 500, tmp_path)
    with ByteSource(log.path, sealed=False) as source:
        log.path.rename(tmp_path / "a.log.1")
        log.path.write_bytes(b"another\n")
        (tmp_path / "a.log.1").unlink()
        assert len(find_text(source, log.index, Text("hit"), JobContext())) == 500


def test_a_search_can_be_stopped(tmp_path: Path):
    log = Log(b">record hit\n" * 500, tmp_path)
    context = JobContext()
    context.stop()
    with pytest.raises(Cancelled):
        log.find(Text("hit"), context)


def test_a_text_of_100_kb_is_found_or_refused_in_one_sentence(tmp_path: Path):
    text = "long needle " * 9000
    log = Log(b">" + text.encode() + b"!\n>short\n", tmp_path)
    assert log.find(Text(text, case=True)) == [True, False]
    with pytest.raises(QueryError, match="has 108,000 characters. Keep it below 4,000"):
        log.find(Text(text))


def test_the_empty_text_is_in_every_record(tmp_path: Path):
    assert Log(b">a\n>\n", tmp_path).find(Text("")) == [True, True]


def test_look_around_and_back_references_are_found_too(tmp_path: Path):
    log = Log(b">order 7 7\n>order 7 8\n>a\r\nb\n", tmp_path)
    assert log.find(Regex(r"order (\d) \1")) == [True, False, False]
    assert log.find(Regex(r"order(?! 7 8)")) == [True, False, False]
    assert log.find(Regex(r"A$(?!x)", ignore_case=True)) == [False, False, True]
    assert find_in_texts(["aa", "ab"], Regex(r"(a)\1"), JobContext()).tolist() == [True, False]


def test_a_regex_that_would_never_end_is_stopped_and_says_why():
    batches = iter([[b">" + b"a" * 60 + b"!"]])
    with pytest.raises(QueryError, match=r"longer than 1 s.*look-around or back-reference"):
        patternrun.match_in_worker(batches, 1, Regex(r"^>(a+)+(?=\?)"), JobContext(), seconds=1.0)


def test_matching_in_the_worker_can_be_stopped(tmp_path: Path):
    log = Log(b">" + b"a" * 60 + b"!\n", tmp_path)
    context = JobContext()
    context.stop()
    with pytest.raises(Cancelled):
        log.find(Regex(r"^>(a+)+(?=\?)"), context)


@pytest.mark.parametrize("pattern", ["(", "a{999}{999}{999}", r"\p{Nothing}", "x" * 5000, r"(?=\1(", "[z-a]"])
def test_a_regex_that_no_engine_takes_is_refused_in_one_sentence(pattern: str, tmp_path: Path):
    log = Log(b">a\n", tmp_path)
    with pytest.raises(QueryError) as caught:
        log.find(Regex(pattern))
    assert len(caught.value.sentence().splitlines()) == 1


def test_fields_are_taken_from_the_format_not_from_the_text(tmp_path: Path):
    log = Log(b">user=42 path=/a\n>order=42\n>user=421\n>USER=x\n", tmp_path)
    assert log.field(Field("user", "=", "42")) == [True, False, False, False]
    assert log.field(Field("user", "=", "42*")) == [True, False, True, False]
    assert log.field(Field("user", ">", "100")) == [False, False, True, False]
    assert log.field(Field("user", "~", "^4.$", True)) == [True, False, False, False]
    assert log.field(Field("user", "=", "X")) == [False, False, False, True]
    assert log.field(Has("path")) == [True, False, False, False]


def test_an_id_is_found_in_its_normal_form_however_the_text_writes_it(tmp_path: Path):
    log = Log(b">trace=4bf92f35-77b3-4da6-a3ce-929d0e0e4736\n>trace=00000000\n", tmp_path)
    assert log.field(Field("trace_id", "=", "4bf92f3577b34da6a3ce929d0e0e4736")) == [True, False]
    assert log.field(Field("trace_id", "=", "4bf92f3577b3*")) == [True, False]


def test_a_value_that_the_format_gives_and_the_text_does_not_hold_is_found(tmp_path: Path):
    assert Log(b">a\n>b\n", tmp_path).field(Field("service", "=", "Shop")) == [True, True]
