"""Jira beside its issues, git as text, what JUnit's reports hold beside verdicts: by the definitions of their formats."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from workrows import MS, NOON, SECOND, cited, events, links, one, problems

SHA = "3484a3fb816e0859fd6e1cea078d76385ff50625"
OLD = "bcbb5ec396a2c0f828686f14fac9b80b780504f2"
JIRA, ISSUE, CSV, LOG, PATCH = "jira.events", "jira.issue", "jira.csv", "git.log", "git.patch"


def hook(kind: str, **more: Any) -> dict[str, Any]:
    return {"timestamp": 1773756131352, "webhookEvent": kind, "user": {"displayName": "Ann"},
            "issue": {"id": "1", "key": "OPS-17", "fields": {"summary": "Hangs", "priority": {"name": "Critical"}}},
            **more}  # fmt: skip


# ---- Jira ----
def test_a_webhook_gives_a_step_for_each_thing_that_changed(read):
    items = [{"field": "status", "from": "1", "fromString": "To Do", "to": "3", "toString": "In Progress"},
             {"field": "status", "fromString": "In Progress", "toString": "Done"},
             {"field": "assignee", "from": None, "fromString": None, "to": "bo", "toString": "Bo", "new": 1}]  # fmt: skip
    data = json.dumps(hook("jira:issue_updated", changelog={"id": "7", "items": items}), indent=1).encode()
    found = events(read, JIRA, data)
    assert [event.t for event in found] == [NOON + 352 * MS] * 3
    assert [event.phase for event in found] == ["update", "close", "update"]
    assert [event.title for event in found] == [
        "OPS-17 status: To Do → In Progress", "OPS-17 status: In Progress → Done", "OPS-17 assignee: none → Bo"]  # fmt: skip
    assert {event.group_key for event in found} == {"OPS-17"}
    assert all(("ticket", "OPS-17") in links(event) for event in found)
    assert [cited(event, data)["toString"] for event in found] == ["In Progress", "Done", "Bo"]
    assert (found[2].attributes["wb.author"], found[2].attributes["jira.new"]) == ("Ann", 1)


def test_webhooks_of_made_and_deleted_issues_of_comments_and_versions(read):
    made = one(read, JIRA, hook("jira:issue_created"))
    assert (made.t, made.phase, made.severity, made.severity_text) == (NOON + 352 * MS, "open", 9, "Critical")
    assert one(read, JIRA, hook("jira:issue_deleted")).phase == "close"
    comment = {
        "id": "5",
        "body": "see OPS-9",
        "created": "2026-03-17T15:02:11.000+0100",
        "author": {"displayName": "Bo"},
    }
    talked = one(read, JIRA, hook("comment_created", comment=comment))
    assert (talked.t, talked.phase, talked.title) == (NOON, "update", "OPS-17 Bo: see OPS-9")
    assert ("ticket", "OPS-9") in links(talked)
    version = one(
        read, JIRA, {"timestamp": 1773756131352, "webhookEvent": "jira:version_released", "version": {"name": "4.18"}}
    )
    assert (version.t, version.title) == (NOON + 352 * MS, "4.18 jira:version_released")
    assert ("release", "4.18") in links(version)


def test_pages_of_a_changelog_and_of_comments_know_their_issue_by_their_address(read):
    page = {"self": "https://t.example/rest/api/3/issue/OPS-17/changelog", "values": [
        {"id": "9", "created": "2026-03-17T15:02:11.000+0100", "author": {"displayName": "Bo"}, "items": [
            {"field": "status", "fromString": "Open", "toString": "Closed"}]},
        {"id": "8", "created": "2026-03-17T14:02:11.000+0100", "items": [{"field": "Rank"}]}]}  # fmt: skip
    newer, older = events(read, JIRA, page)
    assert (newer.t, newer.phase, newer.group_key, newer.attributes["wb.author"]) == (NOON, "close", "OPS-17", "Bo")
    assert (older.t, older.phase) == (NOON - 3600 * SECOND, "update")
    comments = {"total": 1, "comments": [{"self": "https://t.example/rest/api/3/issue/OPS-17/comment/1", "id": "1",
                                          "created": "2026-03-17T14:02:11.000+0000", "body": "x"}]}  # fmt: skip
    assert (one(read, JIRA, comments).t, one(read, JIRA, comments).group_key) == (NOON, "OPS-17")


def test_remote_links_and_transitions_say_how_things_stand_without_a_time(read):
    link = {"id": 1, "self": "https://t.example/rest/api/issue/OPS-17/remotelink/1", "relationship": "causes",
            "object": {"url": "https://desk.example/1", "title": "SUP-1", "summary": "no pay"}}  # fmt: skip
    found = one(read, JIRA, [link])
    assert (found.t, found.title) == (None, "OPS-17 causes SUP-1: no pay")
    assert {("ticket", "OPS-17"), ("ticket", "SUP-1"), ("url", "https://desk.example/1")} <= links(found)
    step = one(
        read, JIRA, {"expand": "transitions", "transitions": [{"id": "2", "name": "Close", "to": {"name": "Closed"}}]}
    )
    assert (step.t, step.title) == (None, "Possible transition: Close → Closed")


def test_a_document_body_says_what_people_see(read):
    body = {"type": "doc", "version": 1, "content": [
        {"type": "paragraph", "content": [
            {"type": "mention", "attrs": {"id": "1", "text": "@Bo"}}, {"type": "text", "text": " see "},
            {"type": "text", "text": "the log", "marks": [{"type": "link", "attrs": {"href": "https://x.example/1"}}]}]},
        {"type": "bulletList", "content": [{"type": "listItem", "content": [
            {"type": "paragraph", "content": [
                {"type": "text", "text": "one"}, {"type": "emoji", "attrs": {"shortName": ":x:"}}]}]}]},
        {"type": "table", "content": [{"type": "tableRow", "content": [
            {"type": "tableHeader", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "a"}]}]},
            {"type": "tableCell", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "b"}]}]}]}]},
        {"type": "paragraph", "content": [{"type": "inlineCard", "attrs": {"url": "https://x.example/2"}}]}]}  # fmt: skip
    issue = {"key": "OPS-17", "self": "x", "fields": {"summary": "s", "description": body,
             "created": "2026-03-17T14:02:11.000+0000", "resolutiondate": "2026-03-17T16:02:11.000+0100"}}  # fmt: skip
    event = one(read, ISSUE, issue)
    assert event.body == "@Bo see the log\none:x:\na | b | \nhttps://x.example/2\n"
    assert {("url", "https://x.example/1"), ("url", "https://x.example/2")} <= links(event)
    assert (event.t, event.t_end) == (NOON, NOON + 3600 * SECOND)


def table(
    *rows: str, head: str = "Summary,Issue key,Status,Created,Resolved,Labels,Labels,Description,Comment,Comment"
) -> bytes:
    return "\r\n".join((head, *rows, "")).encode()


def test_a_csv_gives_an_issue_and_each_of_its_comments_at_their_cells(read):
    data = b"\xef\xbb\xbf" + table(
        '"Hangs, ""often""",OPS-17,Done,17/Mar/26 2:02 PM,17/Mar/26 3:02 PM,pool,db,"line\nsee OPS-9",'
        f'"17/Mar/26 2:03 PM;ann;bad since commit {SHA}; really","17/Mar/26 2:04 PM;bo;über"',
        "Older,OPS-16,Open,16/Mar/26 2:02 PM,,,,,,",
    )
    issue, ann, bo, older = events(read, CSV, data)
    noon = NOON - 11 * SECOND  # the format shows minutes
    assert (issue.t, issue.t_end, issue.naive, issue.resolution_ns) == (noon, noon + 3600 * SECOND, True, 60 * SECOND)
    assert (issue.title, issue.body) == ('OPS-17 Hangs, "often"', "line\nsee OPS-9")
    assert issue.attributes["jira.Labels"] == ["pool", "db"]
    assert (ann.t, ann.attributes["wb.author"], ann.body) == (
        noon + 60 * SECOND,
        "ann",
        f"bad since commit {SHA}; really",
    )
    assert ("commit", SHA) in links(ann)
    assert data[bo.place.offset : bo.place.offset + bo.place.length] == '"17/Mar/26 2:04 PM;bo;über"'.encode()
    assert (older.t, older.phase, older.t_end) == (noon - 86_400 * SECOND, "open", None)
    assert ("ticket", "OPS-9") in links(issue)


@pytest.mark.parametrize(
    ("form", "known"),
    [("2026-03-17 14:02", True), ("17.03.2026 14:02", True), ("17/03/2026 14:02", True), ("03/17/2026 2:02 PM", True),
     ("03/04/2026 14:02", False)],
)  # fmt: skip
def test_a_csvs_times_are_read_in_the_form_they_have_or_left_out(read, form: str, known: bool):
    data = table(f"a;OPS-1;Open;{form};", head="Summary;Issue key;Status;Created;Resolved")
    event = one(read, CSV, data)
    assert event.t == (NOON - 11 * SECOND if known else None)
    assert bool([problem for problem in problems(read, CSV, data) if "left out" in problem.what]) != known


def test_a_csv_that_ends_within_a_cell_keeps_the_rows_before(read):
    data = table("a,OPS-1,Open,2026-03-17 14:02,", 'b,OPS-2,Open,2026-03-17 14:02,,,,"cut off')
    assert [event.group_key for event in events(read, CSV, data)] == ["OPS-1"]
    assert any("truncated" in problem.what for problem in problems(read, CSV, data))


# ---- git ----
FIELDS = "%x1e%H%x1f%P%x1f%an%x1f%ae%x1f%aI%x1f%cI%x1f%D%x1f%s%x1f%b%x1f"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three commits of one file, written an hour before they were committed."""
    folder = tmp_path_factory.mktemp("work")
    run(folder, "init", "-q", "-b", "main")
    for number in range(3):
        (folder / "ä b.txt").write_text(f"{number}\n" * (number + 1))
        run(folder, "add", ".")
        run(folder, "commit", "-q", "-m", f"OPS-{number + 1}: Schritt für {number}", "-m", "why\n\ncommit " + OLD)
    return folder


def run(folder: Path, *arguments: str) -> bytes:
    environment = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "PATH": "/usr/bin:/bin:/usr/local/bin",
                   "GIT_AUTHOR_DATE": "1773752531 +0100", "GIT_COMMITTER_DATE": "1773756131 -0330", "HOME": str(folder),
                   "GIT_AUTHOR_NAME": "Änn", "GIT_AUTHOR_EMAIL": "a@x", "GIT_COMMITTER_NAME": "Bo",
                   "GIT_COMMITTER_EMAIL": "b@x", "GIT_PAGER": "cat"}  # fmt: skip
    quoted = ["-c", "core.quotePath=false"]
    done = subprocess.run(["git", *quoted, *arguments], cwd=folder, check=True, capture_output=True, env=environment)
    return done.stdout


@pytest.mark.parametrize(
    "form",
    [[f"--format={FIELDS}"], ["--pretty=fuller"], ["--pretty=raw"], ["--pretty=fuller", "--date=iso"],
     ["--pretty=fuller", "--date=iso-strict"], ["--pretty=fuller", "--date=rfc"], ["--pretty=fuller", "--date=unix"]],
    ids=lambda form: " ".join(form)[:40],
)  # fmt: skip
def test_every_form_of_a_log_gives_the_committers_time_and_what_changed(
    read, registry, repository: Path, form: list[str]
):
    data = run(repository, "log", "--numstat", *form)
    chosen = registry.choose(data, "x.txt")
    assert chosen is not None
    assert chosen[0].id == LOG
    found = events(read, LOG, data)
    shas = run(repository, "rev-list", "HEAD").decode().split()
    assert [event.event_id for event in found] == shas
    assert {(event.t, event.kind, event.naive) for event in found} == {(NOON, "commit", False)}
    assert [event.title for event in found] == [f"OPS-{n + 1}: Schritt für {n}" for n in (2, 1, 0)]
    first = found[0]
    assert first.attributes["vcs.authored"] == NOON - 3600 * SECOND
    assert (first.attributes["vcs.author.name"], first.attributes["vcs.author.email"]) == ("Änn", "a@x")
    assert (first.attributes["git.files"], first.attributes["git.added"], first.attributes["git.deleted"]) == (
        ["ä b.txt"],
        3,
        2,
    )
    assert first.body.endswith(f"why\n\ncommit {OLD}")
    assert {("commit", shas[0]), ("commit", OLD), ("ticket", "OPS-3")} <= links(first)
    own = data[first.place.offset : first.place.offset + first.place.length]
    assert own.startswith((b"\x1e", b"commit ")) and shas[0].encode() in own and b"OPS-2" not in own
    assert not problems(read, LOG, data)


def test_a_plain_log_has_only_the_authors_time_and_says_so(read, repository: Path):
    data = run(repository, "log", "-p")
    found = events(read, LOG, data)
    assert {event.t for event in found} == {NOON - 3600 * SECOND}
    assert [event.attributes["git.files"] for event in found] == [["ä b.txt"]] * 3
    assert "git.added" not in found[0].attributes
    assert "3 commits tell only when they were written" in problems(read, LOG, data)[0].what


def test_a_separated_log_that_is_cut_off_keeps_its_whole_commits(read, repository: Path):
    data = run(repository, "log", f"--format={FIELDS}")
    cut = data[: data.rindex(b"\x1f", 0, len(data) - 200) - 60]
    assert 0 < len(events(read, LOG, cut)) < 3
    assert any("truncated" in problem.what for problem in problems(read, LOG, cut))


def test_patches_are_commits_with_their_heads_decoded(read, registry, repository: Path):
    data = run(repository, "format-patch", "--root", "HEAD", "--stdout", "--no-signature")
    chosen = registry.choose(data, "x.txt")
    assert chosen is not None
    assert chosen[0].id == PATCH
    found = events(read, PATCH, data)
    assert [event.title for event in found] == [f"OPS-{n + 1}: Schritt für {n}" for n in range(3)]
    assert {event.t for event in found} == {NOON - 3600 * SECOND}
    last = found[-1]
    assert (last.attributes["vcs.author.name"], last.attributes["git.files"]) == ("Änn", ["ä b.txt"])
    assert (last.attributes["git.added"], last.attributes["git.deleted"]) == (3, 2)
    assert data[last.place.offset :].startswith(f"From {last.event_id} ".encode())
    assert {("commit", OLD), ("ticket", "OPS-3")} <= links(last)
    assert "not when they were committed" in problems(read, PATCH, data)[0].what


def test_a_merge_names_its_parents_and_refs(read):
    data = (
        f"commit {SHA} (HEAD -> main, tag: v1)\nMerge: {OLD[:8]} {SHA[:8]}\nAuthor: Ann <a@x>\n"
        "Date:   Tue Mar 17 15:02:11 2026 +0100\n\n    Merge branch 'x'\n"
    ).encode()
    event = one(read, LOG, data)
    assert (event.t, event.attributes["vcs.parents"]) == (NOON, [OLD[:8], SHA[:8]])
    assert event.attributes["vcs.refs"] == ["HEAD -> main", "tag: v1"]


# ---- JUnit ----
def report(cases: str, stamp: str = "2026-03-17T14:02:11 UTC") -> bytes:
    inner = f'<testsuite name="in">{cases}</testsuite>'
    return f'<testsuites><testsuite name="out" timestamp="{stamp}" time="1,234.5">{inner}</testsuite></testsuites>'.encode()


def test_a_case_that_passed_only_when_it_was_run_again_is_told(read):
    cases = ('<testcase classname="A" name="f"><flakyFailure message="once" type="X">at y</flakyFailure>'
             "<system-out>trace_id=4bf92f3577b34da6a3ce929d0e0e4736</system-out></testcase>")  # fmt: skip
    suite, flaky = events(read, "junit.xml", report(cases))
    assert (suite.t, suite.naive, suite.severity) == (NOON, False, 9)
    assert (flaky.t, flaky.severity, flaky.severity_text, flaky.title) == (NOON, 13, "flaky", "A.f flaky: once")
    assert ("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736") in links(flaky)


def test_of_several_results_the_worst_counts_and_properties_are_links(read):
    cases = (f'<testcase name="g"><properties><property name="commit" value="{SHA}"/></properties><failure message="m"/>'
             '<error message="e">u</error><rerunFailure message="again"/></testcase>')  # fmt: skip
    _, case = events(read, "junit.xml", report(cases))
    assert (case.severity, case.title, case.attributes["wb.reruns"]) == (18, "in.g error: e", ["again"])
    assert ("commit", SHA) in links(case)
