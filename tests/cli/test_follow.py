"""Growing, packed and otherwise encoded files from the command line."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from workbench.cli.main import main

LINE = "2026-03-17T14:02:10.5Z INFO größer {}\n"


@pytest.fixture
def case(tmp_path: Path, capsys) -> str:
    path = str(tmp_path / "a.case")
    assert main(["new", path, "--title", "It fails", "--started", "2026-03-17T14:00:00Z"]) == 0
    capsys.readouterr()
    return path


def rows(capsys) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_follow_for_a_time_takes_in_what_is_there_and_seals_it(case: str, tmp_path: Path, capsys):
    log = tmp_path / "app.log"
    log.write_text(LINE.format(1) + LINE.format(2))
    assert main(["follow", case, str(log), "--for", "0", "--json"]) == 0
    first, last = rows(capsys)
    assert (first["state"], first["records"], first["sha256"]) == ("live", 2, "")
    assert (last["state"], last["records"], len(last["sha256"])) == ("ready", 2, 64)
    log.write_text(log.read_text() + LINE.format(3))
    assert main(["follow", case, str(log), "--for", "0"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "S1 live: 3 records, 3 lines (3 info)", "S1 ready: 3 records, 3 lines (3 info)",
    ]  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="no signals to send there")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_ends_following_and_seals(case: str, tmp_path: Path, capsys, sent: signal.Signals):
    log = tmp_path / "app.log"
    log.write_text(LINE.format(1))
    start = "import sys; from workbench.cli.main import main; sys.exit(main(sys.argv[1:]))"
    process = subprocess.Popen(
        [sys.executable, "-c", start, "follow", case, str(log), "--json"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert json.loads(process.stdout.readline())["records"] == 1
    with log.open("a") as file:
        file.write(LINE.format(2))
    end = time.monotonic() + 20
    while time.monotonic() < end and (Path(case) / "live").is_dir():
        if any(path.stat().st_size == log.stat().st_size for path in (Path(case) / "live").glob("*.log")):
            break
        time.sleep(0.05)
    os.kill(process.pid, sent)
    out, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    assert json.loads(out.splitlines()[-1])["state"] == "ready"
    assert main(["query", case, "größer", "--count"]) == 0
    assert capsys.readouterr().out == "2\n"


def test_follow_says_what_it_can_not_follow(case: str, tmp_path: Path, capsys):
    assert main(["follow", case, str(tmp_path / "no.log")]) == 1
    assert "there is no such file to follow" in capsys.readouterr().err
    assert main(["follow", case, str(tmp_path / "no.log"), "--for", "-1"]) == 2


def test_a_packed_file_prints_how_it_is_packed_and_a_cut_one_ends_with_1(case: str, tmp_path: Path, capsys):
    good, bad = tmp_path / "a.log.gz", tmp_path / "b.log.gz"
    good.write_bytes(gzip.compress(LINE.format(1).encode()))
    bad.write_bytes(gzip.compress("".join(LINE.format(n) for n in range(20_000)).encode())[:-2000])
    assert main(["ingest", case, str(good), str(bad), "--json"]) == 1
    told = capsys.readouterr()
    first, second = (json.loads(line) for line in told.out.splitlines())
    assert (first["packing"], first["encoding"], first["records"], first["state"]) == ("gzip", "utf-8", 1, "ready")
    assert second["state"] == "failed" and second["records"] > 100
    assert "the gzip data ends in the middle" in told.err
    assert main(["raw", case, "S1:1"]) == 0
    assert capsys.readouterr().out == LINE.format(1).rstrip("\n")


def test_an_encoding_is_given_at_ingest_or_declared_later(case: str, tmp_path: Path, capsys):
    one, two = tmp_path / "one.log", tmp_path / "two.log"
    one.write_bytes(LINE.format(1).encode("cp1252"))
    two.write_bytes(LINE.format(2).encode("cp1252"))
    assert main(["ingest", case, str(one), "--encoding", "windows-1252", "--json"]) == 0
    assert rows(capsys)[0]["encoding"] == "cp1252"
    assert main(["ingest", case, str(two)]) == 0
    capsys.readouterr()
    assert main(["clock", case, "two.log", "--encoding", "cp1252"]) == 0
    assert "text    cp1252" in capsys.readouterr().out
    assert main(["query", case, "größer", "--count"]) == 0
    assert capsys.readouterr().out == "2\n"
    assert main(["clock", case, "two.log", "--encoding", "klingon"]) == 1
    assert "there is no encoding called 'klingon'" in capsys.readouterr().err


def test_a_command_behind_two_hyphens_is_followed_to_its_end(case: str, capsys):
    words = [sys.executable, "-c", f"print({LINE.format(1).rstrip()!r}); import sys; print('bad', file=sys.stderr)"]
    assert main(["follow", case, "--name", "one", "--json", "--", *words]) == 0
    told = rows(capsys)
    first, out, err = told[0], told[-2], told[-1]
    assert first["path"] == "one"
    assert (out["path"], out["state"], out["records"]) == ("one", "ready", 1)
    assert (err["path"], err["lines"]) == ("stderr of one", 1)
    assert (out["feed"]["command"], out["feed"]["output"], out["feed"]["ending"]) == (
        words, "stdout", "it ended with status 0",
    )  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="there is no sh there")
def test_a_command_as_one_word_that_dies_ends_with_1_and_says_so(case: str, capsys):
    assert main(["follow", case, "--command", "sh -c 'echo 2026-03-17T14:02:10Z INFO up; exit 3'"]) == 1
    told = capsys.readouterr()
    assert "1 records" in told.out
    assert "workbench: it ended with status 3" in told.err


@pytest.mark.parametrize(
    "words", [[], ["a.log", "--command", "ls"], ["--command", "ls", "--", "ls"], ["a.log", "--", "ls"]]
)
def test_one_thing_is_followed_and_no_other(case: str, capsys, words: list[str]):
    assert main(["follow", case, *words]) == 2
    assert "Give one of" in capsys.readouterr().err


def test_standard_input_is_followed_as_it_comes(case: str):
    start = "import sys; from workbench.cli.main import main; sys.exit(main(sys.argv[1:]))"
    process = subprocess.Popen(
        [sys.executable, "-c", start, "follow", case, "-", "--name", "piped", "--json"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(LINE.format(1))
    process.stdin.flush()
    assert json.loads(process.stdout.readline())["state"] == "live"
    out, _ = process.communicate(LINE.format(2), timeout=30)
    last = json.loads(out.splitlines()[-1])
    assert (process.returncode, last["path"], last["state"], last["records"]) == (0, "piped", "ready", 2)


def test_standard_input_is_brought_in_whole(case: str):
    start = "import sys; from workbench.cli.main import main; sys.exit(main(sys.argv[1:]))"
    words = [sys.executable, "-c", start, "ingest", case, "-", "--json"]
    done = subprocess.run(words, input=LINE.format(1) * 3, capture_output=True, text=True, encoding="utf-8", check=True)
    told = json.loads(done.stdout)
    assert (told["path"], told["records"], told["feed"]) == ("-", 3, None)


def test_a_source_is_read_again_by_a_verb_which_says_what_fits(case: str, tmp_path: Path, capsys):
    log = tmp_path / "a.log"
    log.write_bytes(b"heading\n" + (LINE.format(1) + LINE.format(2)).encode("cp1252"))
    assert main(["ingest", case, str(log)]) == 0
    capsys.readouterr()
    assert main(["read", case, "a.log", "--json"]) == 0
    fitting = rows(capsys)
    assert [row["id"] for row in fitting if row["chosen"]] == ["text.iso"]
    assert main(["read", case, "a.log"]) == 0
    assert capsys.readouterr().out.startswith(f"read by text.iso: {fitting[0]['why']}")
    assert main(["read", case, "a.log", "--reader", "text.plain", "--encoding", "utf-8+cp1252", "--json"]) == 0
    (told,) = rows(capsys)
    assert (told["reader"], told["encoding"], told["records"]) == ("text.plain", "utf-8+cp1252", 3)
    assert "2 lines are not UTF-8 and read as cp1252" in told["problems"][0]
    assert main(["query", case, "größer", "--count"]) == 0
    assert capsys.readouterr().out == "2\n"
    assert main(["read", case, "a.log", "--reader", "nginx.access"]) == 1
    assert "nginx.access finds nothing in it. It stays as it was" in capsys.readouterr().err
