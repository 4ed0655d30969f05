"""Searching bytes gives what looking at every record in plain Python gives."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.engine import patternrun, search
from workbench.engine.bytesource import ByteSource
from workbench.engine.lineformat import LineFields, LineFormat
from workbench.engine.logindex import LogIndex, build_log_index
from workbench.engine.needle import Field, Has, Regex, Text
from workbench.engine.search import find_field, find_in_texts, find_text
from workbench.errors import QueryError
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
        places = zip(self.index.offset.tolist(), self.index.length.tolist(), strict=True)
        return [self.data[start : start + size].decode("utf-8", "replace") for start, size in places]

    def find(self, needle: Text | Regex, context: JobContext | None = None) -> list[bool]:
        with ByteSource(self.path, sealed=True) as source:
            return find_text(source, self.index, needle, context or JobContext()).mask_all().tolist()

    def lines(self, needle: Text | Regex) -> list[bool]:
        with ByteSource(self.path, sealed=False) as source:
            return find_text(source, self.index, needle, JobContext(), lines=True).mask_all().tolist()

    def field(self, leaf: Field | Has) -> list[bool]:
        with ByteSource(self.path, sealed=True) as source:
            return find_field(source, self.index, EACH, leaf, JobContext()).mask_all().tolist()


letters = st.sampled_from(["a", "A", "b", "é", "É", "\u212a", "k", "ß", "ẞ", "1", " ", "x.y", "İ"])
bodies = st.lists(letters.map(str.encode) | st.sampled_from([b"\n", b"\r\n", b"\xff", b"\x00"]), max_size=6).map(
    b"".join
)
logs = st.lists(bodies, max_size=8).map(lambda found: b"".join(b">" + body + b"\n" for body in found))
needles = st.lists(letters, min_size=1, max_size=2).map("".join)


@settings(max_examples=40, deadline=None)
@given(logs, needles, st.booleans(), st.sampled_from([1, 5, 1 << 20]))
def test_text_is_found_in_whole_records(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, needle: str, case: bool, size: int
):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "SLICE", size)
        log = Log(data, tmp_path_factory.mktemp("log"))
        pattern = re.compile(re.escape(needle), 0 if case else re.IGNORECASE)
        # Python's re folds the dotted İ to i, simple case folding doesn't; no needle here holds an i.
        assert log.find(Text(needle, case)) == [pattern.search(text) is not None for text in log.texts()]


@settings(max_examples=35, deadline=None)
@given(logs, st.sampled_from([r"^a", r"b$", r"a.b", r"[^a]$", r"\s1", r"(?:a|É)+", r"x\.y"]), st.booleans())
def test_a_regex_is_found_at_each_line_of_a_record(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, pattern: str, fold: bool
):
    log = Log(data, tmp_path_factory.mktemp("log"))
    plain = re.compile(pattern, re.MULTILINE | (re.IGNORECASE if fold else 0))
    texts = [text.replace("\r\n", "\n").replace("\r", "\n") for text in log.texts()]
    assert log.find(Regex(pattern, fold)) == [plain.search(text) is not None for text in texts]


def test_the_end_of_a_line_is_found_in_windows_files(tmp_path: Path):
    log = Log(b">one error\r\n  more\r\n>two errors\r\n", tmp_path)
    assert log.find(Regex("error$")) == [True, False]


def test_lines_are_matched_one_by_one(tmp_path: Path):
    log = Log(b"head x\n>a\nx\n>b x\nlast x", tmp_path)
    assert log.lines(Text("X")) == log.lines(Regex("x$")) == [True, False, True, True, True]


def test_a_record_longer_than_a_piece_is_searched_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(search, "LONG", 1000)
    monkeypatch.setattr(search, "SLICE", 100)
    log = Log(b">" + b"x" * 5000 + b"needle" + b"y" * 30 + b"\n>short needle\n>" + b"x" * 2000 + b"\n", tmp_path)
    assert log.find(Text("NEEDLE")) == log.find(Regex("xne.dle?y|t needle$")) == [True, True, False]


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
