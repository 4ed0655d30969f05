"""The command line as a person or a script meets it: what is printed, what the exit code says."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest

from workbench.cli.main import VERBS, load_verb, main, parser_of

LOG = (
    "2026-03-17T14:02:10.5Z INFO  ready\n"
    "2026-03-17T14:02:11.123Z ERROR failed\n"
    "java.lang.IllegalStateException: none left\n"
    "\tat shop.Pool.take(Pool.java:3)\n"
    "2026-03-17T14:02:12.000000001Z WARN  slow\n"
)


@pytest.fixture
def case(tmp_path: Path, capsys) -> str:
    """A case with one log in it."""
    path = str(tmp_path / "a.case")
    (tmp_path / "app.log").write_text(LOG)
    assert main(["new", path, "--title", "It fails", "--started", "2026-03-17T14:00:00Z"]) == 0
    assert main(["ingest", path, str(tmp_path / "app.log")]) == 0
    capsys.readouterr()
    return path


def rows(capsys) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_new_prints_the_case_record(tmp_path: Path, capsys):
    words = ["new", str(tmp_path / "b.case"), "--title", "T", "--severity", "SEV2", "--zone", "Europe/Berlin"]
    assert main([*words, "--started", "2026-03-17T15:00:00", "--json"]) == 0
    record = rows(capsys)[0]
    assert (record["title"], record["severity"], record["status"]) == ("T", "SEV2", "new")
    assert record["started"] == "2026-03-17T14:00:00Z"
    assert main(["new", str(tmp_path / "b.case"), "--title", "T"]) == 1
    assert "there is a case already" in capsys.readouterr().err


def test_ingest_prints_a_row_a_source(tmp_path: Path, capsys):
    path = str(tmp_path / "c.case")
    (tmp_path / "app.log").write_text("stray\n" + LOG)
    main(["new", path, "--title", "T"])
    capsys.readouterr()
    assert main(["ingest", path, str(tmp_path / "app.log"), "--json"]) == 0
    row = rows(capsys)[0]
    assert row["path"] == str(tmp_path / "app.log") and row["kind"] == "log"
    assert (row["records"], row["lines"], row["skipped"], row["series"]) == (3, 6, 1, 0)
    assert (row["first"], row["last"]) == ("2026-03-17T14:02:10.500000000Z", "2026-03-17T14:02:12.000000001Z")
    assert row["levels"] == {"trace": 0, "debug": 0, "info": 1, "warn": 1, "error": 1, "fatal": 0, "unknown": 0}
    assert (row["zone"], row["zone_known"]) == ("UTC", "explicit") and len(row["sha256"]) == 64
    assert any("before the first stamp" in problem for problem in row["problems"])


def test_standard_input_comes_in_as_a_source(tmp_path: Path, capsys, monkeypatch):
    import io
    import sys

    path = str(tmp_path / "c.case")
    main(["new", path, "--title", "T"])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(LOG.encode())))
    capsys.readouterr()
    assert main(["ingest", path, "-", "--json"]) == 0
    row = rows(capsys)[0]
    assert (row["path"], row["records"]) == ("-", 3)


SHOP = {
    "shop_log": {"title": "Shop", "regex": {"std": {"pattern": "^(?<timestamp>\\S+) <(?<level>\\w+)> (?<body>.*)$"}}}
}


def test_a_format_file_given_to_ingest_is_used_and_kept(case: str, tmp_path: Path, capsys):
    (tmp_path / "shop.json").write_text(json.dumps(SHOP))
    (tmp_path / "shop.log").write_text("1773756131 <ERROR> refused\n1773756132 <INFO> back\n")
    assert main(["ingest", case, str(tmp_path / "shop.log"), "--format", str(tmp_path / "shop.json"), "--json"]) == 0
    row = rows(capsys)[0]
    assert (row["reader"], row["records"], row["levels"]["error"]) == ("lnav.shop_log", 2, 1)
    assert main(["readers", "--json"]) == 0
    assert "lnav.shop_log" in [row["id"] for row in rows(capsys)]
    assert main(["query", case, "refused", "--json"]) == 0
    assert rows(capsys)[0]["t"] == "2026-03-17T14:02:11Z"


def test_a_bad_format_file_ends_with_1_and_names_file_and_key(case: str, tmp_path: Path, own_home: Path, capsys):
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps({"shop_log": {"regex": {"std": {"pattern": "(x"}}}}))
    assert main(["ingest", case, str(tmp_path / "app.log"), "--format", str(bad)]) == 1
    assert f"{bad}, shop_log/regex/std/pattern: the pattern can't be run" in capsys.readouterr().err
    (own_home / "formats").mkdir()
    (own_home / "formats" / "bad.json").write_text("{")
    assert main(["readers"]) == 1
    assert "bad.json: it is no JSON" in capsys.readouterr().err
    assert main(["ingest", case, str(tmp_path / "app.log")]) == 0
    assert "bad.json: it is no JSON" in capsys.readouterr().err


def test_a_missing_file_ends_with_1_and_the_others_are_kept(case: str, tmp_path: Path, capsys):
    (tmp_path / "more.log").write_text(LOG)
    assert main(["ingest", case, str(tmp_path / "gone.log"), str(tmp_path / "more.log")]) == 1
    assert "gone.log: there is no such file" in capsys.readouterr().err
    main(["sources", case, "--json"])
    assert [Path(row["path"]).name for row in rows(capsys)] == ["app.log", "more.log"]


def test_query_prints_records_with_every_digit_the_source_wrote(case: str, capsys):
    assert main(["query", case, "--json"]) == 0
    found = rows(capsys)
    assert [row["t"] for row in found] == [
        "2026-03-17T14:02:10.5Z",
        "2026-03-17T14:02:11.123Z",
        "2026-03-17T14:02:12.000000001Z",
    ]
    failed = found[1]
    assert failed["t_raw"] == "2026-03-17T14:02:11.123Z" and failed["correction"] == 0
    assert (failed["severity"], failed["kind"], failed["phase"]) == (17, "log", "point")
    assert "Pool.java:3" in failed["body"] and failed["place"] == {
        "offset": 35,
        "length": 112,
        "pointer": "",
        "line": 2,
    }
    wanted = [
        "id",
        "t",
        "t_end",
        "t_observed",
        "t_raw",
        "zone_known",
        "resolution_ns",
        "correction",
        "source",
        "source_id",
        "kind",
        "phase",
        "severity",
    ]
    wanted += ["severity_text", "title", "body", "event_id", "group_key", "attributes", "resource", "links", "place"]
    assert list(failed) == wanted


def test_query_counts_limits_windows_and_lines(case: str, capsys):
    for words, told in (
        (["--count"], "3"),
        (["level>=warn", "--count"], "2"),
        (["*", "--from", "14:02:11.123", "--to", "14:02:12", "--count"], "1"),
        (["none", "--lines", "--count"], "1"),
        (["*", "--lines", "--count"], "5"),
    ):
        assert main(["query", case, *words]) == 0
        assert capsys.readouterr().out.strip() == told, words
    main(["query", case, "--limit", "1", "--json"])
    assert len(rows(capsys)) == 1
    main(["query", case, "--by", "level", "--json"])
    assert {row["value"]: row["count"] for row in rows(capsys)} == {"info": 1, "error": 1, "warn": 1}
    main(["query", case, "--bucket", "1s", "--json"])
    assert rows(capsys)[0] == {"t": "2026-03-17T14:02:10Z", "count": 1}


def test_a_wrong_filter_and_a_wrong_time_are_one_sentence_and_1(case: str, capsys):
    assert main(["query", case, "("]) == 1
    assert main(["query", case, "--from", "yesterdayish"]) == 1
    told = capsys.readouterr().err
    assert "'yesterdayish' is not a time" in told and "Traceback" not in told


def test_wrong_usage_ends_with_2(case: str, capsys):
    assert main(["query", case, "--no-such-option"]) == 2
    assert main(["new", case]) == 2
    capsys.readouterr()


def test_show_and_raw_lead_to_the_bytes(case: str, capsys):
    main(["query", case, "failed", "--json"])
    record = rows(capsys)[0]
    for name in (record["id"], f"case://{record['source_id']}#o=35+112", "app.log:4", "first:failed"):
        assert main(["raw", case, name]) == 0
        assert capsys.readouterr().out == "".join(LOG.splitlines(keepends=True)[1:4]).rstrip("\n"), name
    assert main(["show", case, "app.log:4", "--context", "1", "--json"]) == 0
    assert [row["place"]["line"] for row in rows(capsys)] == [1, 2, 5]
    assert main(["show", case, "app.log:99"]) == 1
    assert "it has no line 99" in capsys.readouterr().err


def test_the_clock_verb_says_what_it_would_move_then_moves_it(case: str, capsys):
    assert main(["clock", case, "app.log", "--offset", "-64", "--dry-run", "--json"]) == 0
    trial = rows(capsys)[0]
    assert (trial["moved"], trial["applied"]) == (3, False)
    assert main(["clock", case, "app.log", "--offset", "-64"]) == 0
    capsys.readouterr()
    main(["query", case, "failed", "--json"])
    record = rows(capsys)[0]
    assert (record["t"], record["correction"]) == ("2026-03-17T14:01:07.123Z", -64)
    assert main(["clock", case, "app.log", "--zone", "Mars/Olympus"]) == 1
    assert "Mars/Olympus" in capsys.readouterr().err


def test_an_investigation_with_verbs_only(case: str, tmp_path: Path, capsys):
    assert main(["hypothesis", case, "add", "the pool runs dry"]) == 0
    assert main(["hypothesis", case, "add", "the network is slow"]) == 0
    assert main(["pin", case, "app.log:2", "--for", "H1", "--why", "first failure", "--json"]) == 0
    out = capsys.readouterr().out.splitlines()
    evidence = json.loads(out[-1])
    assert (evidence["label"], evidence["shown"]) == ("E1", "app.log:2")
    assert main(["hypothesis", case, "status", "H1", "confirmed"]) == 1
    assert main(["hypothesis", case, "status", "H1", "confirmed", "--why", "E1 shows it"]) == 0
    assert main(["hypothesis", case, "status", "H2", "refuted", "--why", "no packet was lost"]) == 0
    assert main(["entry", case, "--at", "14:05", "rolled back", "--milestone", "mitigated"]) == 0
    assert main(["action", case, "add", "test the error path", "--owner", "ann", "--due", "2026-04-01"]) == 0
    assert main(["case", case, "--summary", "Orders fail.", "--status", "resolved", "--field", "region=eu"]) == 0
    (tmp_path / "rca.md").write_text("The pool ran dry (E1).\n")
    assert main(["note", case, "rca", str(tmp_path / "rca.md")]) == 0
    capsys.readouterr()
    assert main(["hypothesis", case, "list", "--json"]) == 0
    first = rows(capsys)[0]
    assert first["status"] == "confirmed" and first["evidence"] == [
        {"evidence": "E1", "stance": "for", "why": "first failure"}
    ]
    assert main(["export", case, "--to", str(tmp_path / "kb")]) == 0
    article = next((tmp_path / "kb").glob("*.md")).read_text()
    assert "the pool runs dry" in article and "IllegalStateException" in article and "rolled back" in article
    assert main(["verify", case]) == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith("checks hold")


def test_verify_ends_with_1_when_an_object_was_changed(case: str, capsys):
    sealed = next(path for path in (Path(case) / "objects").glob("??/*") if len(path.name) == 64)
    sealed.chmod(0o644)
    sealed.write_bytes(sealed.read_bytes().replace(b"ready", b"READY"))
    assert main(["verify", case]) == 1
    assert "app.log" in capsys.readouterr().err


def test_a_case_that_is_written_elsewhere_refuses_changes_and_still_reads(case: str, capsys):
    from workbench.casework.opencase import open_case

    holder = open_case(Path(case))
    try:
        assert main(["note", case, "rca", "-"]) == 1
        assert "open for writing elsewhere" in capsys.readouterr().err
        assert main(["query", case, "--count"]) == 0
        assert capsys.readouterr().out.strip() == "3"
    finally:
        holder.close()


def test_no_case_there_is_one_sentence(tmp_path: Path, capsys):
    assert main(["query", str(tmp_path / "none.case")]) == 1
    assert "there is no case here" in capsys.readouterr().err


def test_evidence_cannot_act_on_the_terminal(tmp_path: Path, capsys):
    path = str(tmp_path / "d.case")
    (tmp_path / "bad.log").write_bytes("2026-03-17T14:02:10Z INFO \x1b[31mred\x1b]0;own\x07 \u202egnp\n".encode())
    main(["new", path, "--title", "T"])
    main(["ingest", path, str(tmp_path / "bad.log")])
    capsys.readouterr()
    main(["query", path])
    told = capsys.readouterr().out
    assert "\x1b" not in told and "\u202e" not in told and "\\u202e" in told


def test_every_verb_has_help_and_takes_json(capsys):
    for name in VERBS:
        verb = load_verb(name)
        assert verb.name == name and verb.help
        assert "--json" in parser_of(verb).format_help()
    assert main(["--help"]) == 0
    told = capsys.readouterr().out
    assert all(f"  {name}" in told for name in VERBS)


def test_doctor_and_readers_say_what_there_is(capsys):
    assert main(["doctor", "--json"]) == 0
    assert {"Python", "SQLite", "git", "display"} <= {row["what"] for row in rows(capsys)}
    assert main(["readers", "--json"]) == 0
    assert {"id", "title", "kinds"} == set(rows(capsys)[0])


def test_a_fault_of_ours_ends_with_70_and_says_so(case: str, capsys, monkeypatch):
    from workbench.cli import query

    def broken(*_words: object) -> int:
        raise ZeroDivisionError("x")

    monkeypatch.setattr(query, "VERB", query.VERB.__class__("query", "h", query.VERB.arguments, broken))
    assert main(["query", case]) == 70
    assert "fault of the program" in capsys.readouterr().err


def test_the_list_of_verbs_says_what_each_verb_says():
    assert {name: load_verb(name).help for name in VERBS} == VERBS


def test_an_empty_case_has_no_findings_and_says_so(tmp_path: Path, capsys):
    path = str(tmp_path / "empty.case")
    assert main(["new", path, "--title", "T"]) == 0
    capsys.readouterr()
    assert main(["analyse", path]) == 0
    told = capsys.readouterr()
    assert told.out == "" and "noticed nothing" in told.err
    assert main(["analyse", path, "--json"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["query", path, "failed", "--count"]) == 0
    assert capsys.readouterr().out.strip() == "0"


def test_a_filter_that_leaves_something_out_is_no_option(case: str, capsys):
    for words, told in ((["-failed", "--count"], "2"), (["--count", "-failed -slow"], "1"), (["-h:x", "--count"], "3")):
        assert main(["query", case, *words]) == 0
        assert capsys.readouterr().out.strip() == told, words
    assert main(["query", case, "-h"]) == 0
    assert "usage: workbench query" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("expression", "at"), [("failed AND (slow", 11), ("failed ) slow", 7), ("-failed level:loud", 8), ("界 )", 3)]
)
def test_a_wrong_filter_is_shown_with_a_caret_under_the_place(case: str, expression: str, at: int, capsys):
    assert main(["query", case, expression]) == 1
    _, shown, caret = capsys.readouterr().err.splitlines()
    assert (shown, caret) == (f"  {expression}", f"  {' ' * at}^")
    assert main(["query", case, expression, "--json"]) == 1
    told = capsys.readouterr()
    assert told.out == "" and len(told.err.splitlines()) == 1


def test_the_place_in_a_long_filter_stays_on_the_screen(case: str, capsys):
    assert main(["query", case, "word " * 100 + ") " + "word " * 100]) == 1
    _, shown, caret = capsys.readouterr().err.splitlines()
    assert len(shown) < 110 and shown[caret.index("^")] == ")"


def test_a_word_that_is_no_verb_and_no_file_is_answered_with_the_nearest_verb(capsys, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    for word, near in (("ingst", "ingest"), ("nope", "note"), ("anaylse", "analyse")):
        assert main([word]) == 2
        told = capsys.readouterr().err
        assert f"{word!r} is neither a verb nor a file here. The nearest verb is {near};" in told
        assert len(told.splitlines()) == 1
    assert main([str(tmp_path / "none.log")]) == 1
    assert "none.log: there is no such file" in capsys.readouterr().err


def test_without_a_display_a_path_is_answered_with_what_to_do_instead(case: str, capsys, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    for words, told in (
        ([case], f"workbench open {case} --shot PNG"),
        ([str(tmp_path / "app.log")], f"workbench ingest x.case {tmp_path / 'app.log'}"),
        ([], "workbench demo"),
    ):
        assert main(words) == 1
        said = capsys.readouterr().err
        assert "there is no display" in said and told in said


def test_a_missing_file_gets_its_sentence_and_no_row(case: str, tmp_path: Path, capsys):
    assert main(["ingest", case, str(tmp_path / "gone.log")]) == 1
    told = capsys.readouterr()
    assert told.out == "" and "gone.log: there is no such file" in told.err
    assert main(["ingest", case, str(tmp_path / "gone.log"), "--json"]) == 1
    assert capsys.readouterr().out == ""


def test_a_source_without_times_shows_no_zone(case: str, tmp_path: Path, capsys):
    (tmp_path / "words.txt").write_text("nobody's format\nat all\n")
    main(["ingest", case, str(tmp_path / "words.txt")])
    head, row = capsys.readouterr().out.splitlines()
    assert row[head.index("zone") :].split()[0] == "—"
    main(["sources", case])
    assert "UTC" in capsys.readouterr().out.splitlines()[1]


@pytest.mark.usefixtures("undated")
def test_the_clock_verb_declares_a_year(tmp_path: Path, capsys):
    path, log = str(tmp_path / "y.case"), tmp_path / "a.bsd"
    log.write_text("Dec 31 23:59:58.250 one\nJan  1 00:00:01.500 two\n")
    os.utime(log, (1_767_254_400, 1_767_254_400))  # 2026-01-01T08:00:00Z
    main(["new", path, "--title", "T"])
    capsys.readouterr()
    assert main(["ingest", path, str(log), "--json"]) == 0
    row = rows(capsys)[0]
    assert (row["first"], row["last"]) == ("2025-12-31T23:59:58.250Z", "2026-01-01T00:00:01.500Z")
    assert "its stamps give no year; 2025 to 2026 is assumed, by the time of the file" in row["problems"]
    assert (row["year"], row["year_known"]) == ("2026", "assumed")
    assert main(["clock", path, "a.bsd"]) == 0
    assert "  year    2026 (assumed: its stamps give none)" in capsys.readouterr().out.splitlines()
    assert main(["clock", path, "a.bsd", "--year", "2025", "--dry-run", "--json"]) == 0
    assert (rows(capsys)[0]["moved"], rows_of(path, capsys)[0]["year"]) == (2, "2026")
    assert main(["clock", path, "a.bsd", "--year", "2025", "--json"]) == 0
    row = rows(capsys)[0]
    assert row["after"] == ["2024-12-31T23:59:58.250Z", "2025-01-01T00:00:01.500Z"] and row["applied"]
    row = rows_of(path, capsys)[0]
    assert (row["year"], row["year_known"]) == ("2025", "declared")
    assert not any("no year" in problem for problem in row["problems"])
    assert main(["clock", path, "a.bsd", "--year", "soon"]) == 1
    assert "'soon' is no year" in capsys.readouterr().err


def rows_of(path: str, capsys) -> list[dict]:
    assert main(["sources", path, "--json"]) == 0
    return rows(capsys)


def test_a_text_without_any_time_has_no_zone(tmp_path: Path, capsys):
    path = str(tmp_path / "z.case")
    (tmp_path / "notes.txt").write_text("first thing\nsecond thing\n")
    main(["new", path, "--title", "T"])
    capsys.readouterr()
    for reader in ([], ["--reader", "text.plain"]):
        assert main(["ingest", path, str(tmp_path / "notes.txt"), *reader, "--json"]) == 0
        row = rows(capsys)[0]
        assert (row["zone"], row["zone_known"], row["first"]) == (None, None, None)
        assert not any("zone" in problem for problem in row["problems"])
    assert row["records"] == 2


def test_the_clock_verb_without_options_says_what_is_declared(case: str, capsys):
    def told() -> list[str]:
        assert main(["clock", case, "app.log"]) == 0
        return capsys.readouterr().out.splitlines()

    first = told()
    assert first[0].endswith("its clock is not corrected") and "UTC (its stamps give their own)" in first[1]
    assert "2026-03-17T14:02:10.500000000Z … 2026-03-17T14:02:12.000000001Z" in first[2]
    main(["clock", case, "app.log", "--offset=-0.5"])
    capsys.readouterr()
    assert told()[0].endswith("-0.5 s are added to its clock")
    main(["clock", case, "app.log", "--off"])
    capsys.readouterr()
    assert told()[0].endswith("-0.5 s are added to its clock, which is switched off")
    assert main(["clock", case, "app.log", "--json"]) == 0
    assert rows(capsys)[0]["correction"] == 0


def test_series_that_are_not_there_are_said_not_to_be(case: str, tmp_path: Path, capsys):
    assert main(["series", case, "--json"]) == 0
    told = capsys.readouterr()
    assert told.out == "" and "no metric series" in told.err
    (tmp_path / "a.prom").write_text("# TYPE up gauge\nup 1\n")
    main(["ingest", case, str(tmp_path / "a.prom")])
    capsys.readouterr()
    assert main(["series", case, "down*"]) == 0
    told = capsys.readouterr()
    assert told.out == "" and "'down*'" in told.err


def test_a_single_record_out_of_order_is_one_record(tmp_path: Path, capsys):
    path = str(tmp_path / "c.case")
    main(["new", path, "--title", "T"])
    for name, stamps in (("one.log", (10, 12, 11)), ("two.log", (12, 11, 10))):
        (tmp_path / name).write_text("".join(f"2026-03-17T14:02:{second}Z INFO x\n" for second in stamps))
        main(["ingest", path, str(tmp_path / name)])
    told = capsys.readouterr().out
    assert "1 record is stamped before the one above it" in told
    assert "2 records are stamped before the one above them" in told


def test_help_lists_the_first_and_the_last_match_as_citations(capsys):
    for verb in ("pin", "show", "raw"):
        assert main([verb, "--help"]) == 0
        told = capsys.readouterr().out
        assert "first:FILTER" in told and "last:FILTER" in told


def test_text_without_stamps_is_read_a_record_a_line_when_asked_to(case: str, tmp_path: Path, capsys):
    (tmp_path / "list.txt").write_text("ask ann\n\n\tindented ERROR\n")
    assert main(["ingest", case, str(tmp_path / "list.txt"), "--json"]) == 0
    row = rows(capsys)[0]
    assert (row["reader"], row["records"], row["lines"]) == ("none", 0, 3)
    assert main(["ingest", case, str(tmp_path / "list.txt"), "--reader", "text.plain", "--json"]) == 0
    row = rows(capsys)[0]
    assert (row["reader"], row["records"], row["lines"], row["skipped"]) == ("text.plain", 3, 3, 0)
    assert row["first"] is None and row["levels"]["unknown"] == 3 and row["problems"] == []
    assert main(["query", case, "source:list.txt", "--json"]) == 0
    found = rows(capsys)
    assert [row["body"] for row in found] == ["ask ann", "", "\tindented ERROR"]
    assert {row["t"] for row in found} == {None} and {row["severity"] for row in found} == {0}
    for words in (["ERROR source:list.txt", "--count"], ["indented", "--lines", "--count"]):
        assert main(["query", case, *words]) == 0
        assert capsys.readouterr().out.strip() == "1"
    assert main(["raw", case, "list.txt:3"]) == 0
    assert capsys.readouterr().out == "\tindented ERROR"
    assert main(["pin", case, "list.txt:1", "--json"]) == 0
    assert (rows(capsys)[0]["shown"]) == "list.txt:1"
    main(["sources", case])
    head, *_, row = capsys.readouterr().out.splitlines()
    assert row[head.index("zone") :].strip() == "—"


def test_a_count_of_a_filter_and_the_numbers_of_a_field_become_series(tmp_path: Path, capsys):
    case, log = str(tmp_path / "n.case"), tmp_path / "n.log"
    lines = [{"time": f"2026-03-17T14:0{n}:00Z", "level": "error" if n % 2 else "info", "took": n} for n in range(6)]
    log.write_text("".join(json.dumps(line) + "\n" for line in lines))
    main(["new", case, "--title", "T"])
    main(["ingest", case, str(log)])
    capsys.readouterr()
    assert main(["series", case, "--plot", "severity>=error", "--bucket", "2m", "--json"]) == 0
    made = rows(capsys)[0]
    assert (made["name"], made["unit"], made["points"], made["max"]) == ("Count of severity>=error", "per 2m", 3, 1.0)
    words = ["--plot", "*", "--field", "took", "--measure", "max", "--bucket", "2m", "--called", "slowest"]
    assert main(["series", case, *words]) == 0
    capsys.readouterr()
    assert main(["series", case, "slowest", "--points", "--json"]) == 0
    assert [row["value"] for row in rows(capsys)] == [1.0, 3.0, 5.0]
    assert main(["series", case, "--plot", "(broken"]) == 1
    assert main(["series", case, "--plot", "*", "--measure", "max"]) == 1
    assert "--field" in capsys.readouterr().err
    assert main(["series", case, "--json"]) == 0
    assert len(rows(capsys)) == 2


def test_analyse_prints_the_templates_of_the_logs_what_is_new_from_a_time_on_first(case: str, capsys):
    assert main(["analyse", case, "templates", "--at", "2026-03-17T14:02:11Z", "--json"]) == 0
    printed = rows(capsys)
    assert [(row["rank"], row["what"], row["mark"], row["count"], row["before"]) for row in printed] == [
        (1, "java.lang.IllegalStateException at shop.Pool.take", "new", 1, 0),
        (2, "slow", "new", 1, 0),
        (3, "ready", "gone", 0, 1),
    ]
    assert (printed[1]["first"], printed[1]["last"]) == ("2026-03-17T14:02:12.000000001Z",) * 2
    assert printed[0]["citations"][0].startswith("case://") and printed[0]["reasons"]
    assert main(["query", case, f"template:{printed[0]['label']}", "--count"]) == 0
    assert capsys.readouterr().out.strip() == "1"
    assert main(["analyse", case, "templates"]) == 0
    assert "T2  java.lang.IllegalStateException at shop.Pool.take" in capsys.readouterr().out


def test_templates_of_a_case_without_logs_are_none(tmp_path: Path, capsys):
    path = str(tmp_path / "empty.case")
    assert main(["new", path, "--title", "T"]) == 0
    capsys.readouterr()
    assert main(["analyse", path, "templates", "--json"]) == 0
    printed = capsys.readouterr()
    assert printed.out == "" and "no log records" in printed.err


def rotated(folder: Path) -> Path:
    """Three files of one log, a minute each, and one of another."""
    folder.mkdir()
    for minute, name in enumerate(("x.log.2.gz", "x.log.1", "x.log")):
        text = "".join(
            f"2026-03-17T14:0{minute}:0{second}Z INFO call {minute}{second}\n" for second in range(3)
        ).encode()
        (folder / name).write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
    (folder / "other.log").write_text(LOG)
    return folder


def test_files_of_a_rotated_log_are_hinted_at_and_joined_when_asked(tmp_path: Path, capsys):
    path, folder = str(tmp_path / "c.case"), rotated(tmp_path / "in")
    main(["new", path, "--title", "T"])
    capsys.readouterr()
    assert main(["ingest", path, str(folder), "--json"]) == 0
    told = capsys.readouterr()
    assert [json.loads(line)["members"] for line in told.out.splitlines()] == [[]] * 4
    assert told.err == "workbench: 3 files look like one rotated log; --rotated reads them as one.\n"
    assert main(["ingest", path, str(folder), "--rotated", "--json"]) == 0
    told = capsys.readouterr()
    other, joined = (json.loads(line) for line in told.out.splitlines())
    assert (told.err, other["path"]) == ("", str(folder / "other.log"))
    assert (joined["path"], joined["packing"], joined["records"]) == (str(folder / "x.log"), "rotated", 9)
    assert (joined["first"], joined["last"]) == ("2026-03-17T14:00:00Z", "2026-03-17T14:02:02Z")
    assert [(one["path"], one["packing"], one["lines_before"]) for one in joined["members"]] == [
        (str(folder / "x.log.2.gz"), "gzip", 0), (str(folder / "x.log.1"), "", 3), (str(folder / "x.log"), "", 6),
    ]  # fmt: skip
    assert {len(one["sha256"]) for one in joined["members"]} == {64}


def test_a_joined_log_is_cited_by_the_lines_of_its_files(tmp_path: Path, capsys):
    path, folder = str(tmp_path / "c.case"), rotated(tmp_path / "in")
    main(["new", path, "--title", "T"])
    assert main(["ingest", path, str(folder / "x.log"), str(folder / "x.log.1"), str(folder), "--rotated"]) == 0
    capsys.readouterr()
    assert main(["raw", path, "x.log.2.gz:2"]) == 0
    assert capsys.readouterr().out == "2026-03-17T14:00:01Z INFO call 01"
    assert main(["show", path, "x.log.1:3"]) == 0
    assert capsys.readouterr().out.splitlines()[0].endswith("x.log.1:3")
    assert main(["query", path, "call 12", "--json"]) == 0
    place = rows(capsys)[0]["place"]
    assert (place["member"], place["line"], place["offset"]) == (str(folder / "x.log.1"), 3, 5 * 34)
    assert main(["query", path, "call 12", "--lines"]) == 0
    assert capsys.readouterr().out == f"{folder / 'x.log.1'}:3: 2026-03-17T14:01:02Z INFO call 12\n"
    assert main(["verify", path]) == 0


def test_files_that_can_t_be_joined_are_kept_apart_and_it_is_said(tmp_path: Path, capsys):
    path, folder = str(tmp_path / "c.case"), rotated(tmp_path / "in")
    (folder / "x.log.1.gz").write_bytes(gzip.compress(b"2026-03-17T14:01:00Z INFO something else\n"))
    main(["new", path, "--title", "T"])
    capsys.readouterr()
    assert main(["ingest", path, str(folder), "--rotated", "--json"]) == 1
    told = capsys.readouterr()
    assert len(told.out.splitlines()) == 5
    assert told.err.startswith(
        "workbench: the files of x.log stay apart: x.log.1.gz and x.log.1 stand for the same part"
    )
