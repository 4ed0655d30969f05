"""Commands and standard input as sources: what they said is there whole and in order, however they end."""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from workbench.casework import pipe, segments
from workbench.casework.opencase import OpenCase, create_case, open_case
from workbench.casework.process import words_of
from workbench.errors import CaseReadOnly, SourceError, WorkbenchError
from workbench.model.case import Source
from workbench.model.entities import Citation

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and sh are of POSIX")
LINE = "2026-03-17T14:02:10.5Z INFO line {}\n"


@pytest.fixture
def case(tmp_path: Path) -> Iterator[OpenCase]:
    made = create_case(tmp_path / "one.case", title="one")
    yield made
    made.close()


def python(code: str) -> tuple[str, ...]:
    return sys.executable, "-u", "-c", code


def saying(count: int, then: str = "") -> tuple[str, ...]:
    """A command that writes so many lines."""
    return python(f"for n in range({count}): print({LINE[:-1]!r}.format(n))\n{then}")


def until(case: OpenCase, what: Callable[[], object], seconds: float = 20.0) -> None:
    """Look at what is followed until something is so."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, [source for source in case.sources()]
        for source in case.sources():
            if source.state == "live":
                case.poll(source.id)
        time.sleep(0.01)


def ended(case: OpenCase, source: Source) -> Source:
    until(case, lambda: all(one.state != "live" for one in case.sources()))
    return case.source(source.id)


def text(case: OpenCase, source: Source) -> str:
    return case.raw(Citation(source.id)).decode()


def test_what_a_command_says_is_a_source_with_command_host_start_and_end(case: OpenCase):
    before = case.clock.now()
    words = saying(3)
    source = ended(case, case.follow_command(words, name="orders"))
    assert (source.path, source.state, source.records, source.lines) == ("orders", "ready", 3, 3)
    feed = source.feed
    assert feed is not None
    assert (feed.command, feed.output, feed.host, feed.folder) == (words, "stdout", platform.node(), str(Path.cwd()))
    assert before <= feed.began <= feed.ended <= case.clock.now()
    assert (feed.ending, feed.died) == ("it ended with status 0", False)
    assert text(case, source) == "".join(LINE.format(number) for number in range(3))
    assert source.object == hashlib.sha256(text(case, source).encode()).hexdigest()
    told = [(row.what, row.note) for row in case.custody() if row.action == "collected"]
    assert [what for what, _ in told] == ["orders", "orders"]
    assert platform.node() in told[0][1] and "line {}" in told[0][1]
    assert told[1][1] == f"sha256 {source.object}; it ended with status 0"
    assert all(check.ok for check in case.verify())


def test_errors_are_a_source_of_their_own_and_break_into_no_line(case: OpenCase):
    code = "import sys\nfor n in range(200): print('out', n); print('err', n, file=sys.stderr)"
    source = ended(case, case.follow_command(python(code), name="both"))
    out, err = case.sources()
    assert (out.id, out.path, err.path) == (source.id, "both", "stderr of both")
    assert (out.feed.output, err.feed.output) == ("stdout", "stderr")
    assert text(case, out) == "".join(f"out {number}\n" for number in range(200))
    assert text(case, err) == "".join(f"err {number}\n" for number in range(200))


def test_a_command_that_dies_says_so_and_what_it_said_stays(case: OpenCase):
    source = ended(case, case.follow_command(saying(2, "raise SystemExit(3)")))
    assert (source.feed.died, source.feed.ending, source.records) == (True, "it ended with status 3", 2)
    assert source.problems[-1].what == "it ended with status 3"


@posix
def test_a_command_that_was_killed_names_the_signal(case: OpenCase):
    source = ended(case, case.follow_command(saying(1, "import os; os.kill(os.getpid(), 9)")))
    assert source.feed.ending == "it was ended by signal 9 (SIGKILL)"
    assert source.feed.died


def test_a_command_that_says_nothing_leaves_an_empty_source(case: OpenCase):
    source = ended(case, case.follow_command(python("")))
    assert (source.state, source.size, source.lines, len(case.sources())) == ("kept", 0, 0, 1)


@posix
def test_stopping_ends_what_the_command_started_too(case: OpenCase, tmp_path: Path):
    told = tmp_path / "child"
    script = f"sleep 100 & echo $! > {told}; echo 2026-03-17T14:02:10Z INFO up; wait"
    source = case.follow_command(("sh", "-c", script))
    until(case, lambda: case.source(source.id).records == 1)
    child = int(told.read_text())
    stopped = case.unfollow(source.id)
    assert (stopped.state, stopped.feed.ending, stopped.feed.died) == ("ready", "it was stopped", False)
    assert gone(child)


@posix
def test_a_command_that_will_not_end_is_killed(case: OpenCase, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("workbench.casework.process.GRACE", 0.1)
    source = case.follow_command(
        ("sh", "-c", "trap '' TERM; echo 2026-03-17T14:02:10Z INFO up; while :; do sleep 9; done")
    )
    until(case, lambda: case.source(source.id).records == 1)
    assert case.unfollow(source.id).feed.ending == "it was stopped, and had to be killed"


def gone(process: int) -> bool:
    for _ in range(200):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{process}/stat").exists() and ") Z " in Path(f"/proc/{process}/stat").read_text():
            return True  # nobody has asked how it ended yet
        time.sleep(0.02)
    return False


@posix
def test_closing_the_case_ends_commands_and_opening_it_runs_none_again(tmp_path: Path):
    case, ran = create_case(tmp_path / "two.case", title="two"), tmp_path / "ran"
    source = case.follow_command(("sh", "-c", f"echo x >> {ran}; echo 2026-03-17T14:02:10Z INFO up; exec sleep 100"))
    until(case, lambda: case.source(source.id).records == 1)
    case.close()
    again = open_case(case.path)
    kept = again.source(source.id)
    assert (kept.state, kept.records, kept.feed.ending) == ("ready", 1, "it was stopped")
    with pytest.raises(SourceError, match="none is run again by itself"):
        again.follow(kept)
    again.close()
    assert ran.read_text() == "x\n"


def test_standard_input_is_followed_to_its_end(case: OpenCase):
    reading, writing = os.pipe()
    source = case.follow_stream(os.fdopen(reading, "rb", buffering=0), name="piped")
    with os.fdopen(writing, "w") as out:
        out.write(LINE.format(1))
        out.flush()
        until(case, lambda: case.source(source.id).records == 1)
        assert case.source(source.id).state == "live"
        out.write(LINE.format(2))
    source = ended(case, source)
    assert (source.path, source.state, source.records) == ("piped", "ready", 2)
    assert (source.feed.command, source.feed.output, source.feed.ending) == ((), "stdin", "standard input ended")


def test_a_command_in_a_reader_and_a_zone_as_asked(case: OpenCase):
    words = python("print('2026-03-17 14:02:10 up')")
    source = ended(case, case.follow_command(words, reader="text.plain", zone="Europe/Berlin"))
    assert (source.reader, source.zone, source.zone_known) == ("text.plain", "Europe/Berlin", "declared")
    with pytest.raises(WorkbenchError, match="no reader called 'nobody'"):
        case.follow_command(words, reader="nobody")


def test_what_cannot_be_run_is_one_sentence_and_leaves_no_source(case: OpenCase, tmp_path: Path):
    with pytest.raises(SourceError, match="there is no such command"):
        case.follow_command(("no such command",))
    with pytest.raises(SourceError, match="can't be run"):
        case.follow_command((str(tmp_path),))
    reader = open_case(case.path, write=False)
    with pytest.raises(CaseReadOnly):
        reader.follow_command(saying(1))
    reader.close()
    assert case.sources() == ()


def test_a_command_taken_out_of_the_case_is_ended(case: OpenCase):
    from workbench.casework.edits import Remove

    source = case.follow_command(saying(1, "import time; time.sleep(100)"))
    until(case, lambda: case.source(source.id).records == 1)
    case.do(Remove("source", source.id))
    assert case.poll(source.id) == frozenset()
    assert case.sources() == ()


def test_who_writes_faster_than_is_looked_at_waits_in_the_pipe(case: OpenCase, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pipe, "AHEAD", 1 << 16)
    count = 20_000
    source = case.follow_command(saying(count))
    time.sleep(0.3)  # nobody looks
    spool = case.path / "live" / f"{source.id}.log"
    assert spool.stat().st_size < 4 << 16
    source = ended(case, source)
    assert source.records == count
    assert text(case, source) == "".join(LINE.format(number) for number in range(count))


def test_a_full_disk_is_said_and_loses_nothing(case: OpenCase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    sign = tmp_path / "full"  # only when the disk is full there is more to write, however slow the machine is
    waits = f"import os, time\nwhile not os.path.exists({str(sign)!r}): time.sleep(0.01)\n"
    source = case.follow_command(saying(2_000, f"{waits}print('end')"))
    monkeypatch.setattr(pipe, "LOOKED", 0)
    monkeypatch.setattr(pipe, "SPARE", 1 << 62)
    sign.touch()
    with pytest.raises(SourceError, match="what arrives can't be written .the disk is nearly full."):
        until(case, lambda: False)
    monkeypatch.undo()
    time.sleep(1.1)  # it tries again once a second
    with suppress(SourceError):
        case.poll(source.id)
    assert text(case, ended(case, source)) == "".join(LINE.format(number) for number in range(2_000)) + "end\n"


@posix
def test_after_a_kill_what_was_sealed_is_told_from_what_was_not(tmp_path: Path):
    path, words = (
        tmp_path / "k.case",
        saying(300, "print('half a line', end='', flush=True); import time; time.sleep(5)"),
    )
    code = f"""
import time
from pathlib import Path
from workbench.casework import segments
from workbench.casework.opencase import create_case
segments.BYTES = 1000
case = create_case(Path({str(path)!r}), title="k")
source = case.follow_command({words!r}, name="orders")
while case.source(source.id).lines < 301:
    case.poll(source.id)
    time.sleep(0.01)
print("there", flush=True)
time.sleep(100)
"""
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline() == "there\n"
    process.kill()
    process.wait()
    process.stdout.close()
    (ledger,) = (path / "live").glob("*.segments")
    spool = ledger.with_suffix(".log")
    sealed = segments.read_ledger(spool)
    data = spool.read_bytes()
    assert len(sealed) > 0 and sealed[0].start == 0
    for one in sealed:
        assert data[one.end - 1 : one.end] == b"\n"
        assert hashlib.sha256(data[one.start : one.end]).hexdigest() == one.sha256
    case = open_case(path)
    (source,) = case.sources()
    assert (source.state, source.records, source.feed.ending) == ("ready", 300, "the program that heard it ended")
    assert case.raw(Citation(source.id)) == data
    problems = [(problem.what, problem.where) for problem in source.problems]
    assert any("had not been sealed yet" in what and where == f"byte {sealed[-1].end}" for what, where in problems)
    assert list((path / "live").glob("*.segments")) == []
    case.close()


def test_a_segment_that_was_changed_after_it_was_sealed_is_found(tmp_path: Path):
    spool = tmp_path / "a.log"
    with spool.open("w+b", buffering=0) as out:
        ledger = segments.Ledger(spool, out, lambda: 7)
        for block in (b"one\ntwo\nthr", b"ee\n"):
            out.write(block)
            ledger.add(block)
        ledger.seal()
        out.write(b"four\n")
        ledger.add(b"four\n")
        ledger.seal()
        ledger.close()
    assert segments.vouched(spool) == (19, True)
    spool.write_bytes(b"one\ntwo\nthree\nfive\n")
    assert segments.vouched(spool) == (14, False)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("journalctl -o json -f", ("journalctl", "-o", "json", "-f")),
        ("""grep 'a b' "c d" e""", ("grep", "a b", "c d", "e")),
        ("echo $HOME *", ("echo", "$HOME", "*")),
    ],
)
def test_what_is_typed_is_parted_and_never_expanded(typed: str, words: tuple[str, ...]):
    assert words_of(typed) == words


@pytest.mark.parametrize("typed", ["", "   ", "a | b", "a > b", "a && b", "echo 'open"])
def test_what_only_a_shell_would_understand_is_refused(typed: str):
    with pytest.raises(SourceError):
        words_of(typed)
