"""An article in a knowledge base: what it holds, that hostile evidence stays text, and that hand edits survive."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from workbench.errors import ExportError
from workbench.exporters.chart import chart, steps
from workbench.exporters.core import export
from workbench.exporters.markup import fenced, plain
from workbench.model.case import CaseRecord, Source
from workbench.model.code import DiffLine, FileDiff, Hunk, TestCase, TestReport
from workbench.model.entities import bytes_citation, hunk_citation, range_citation
from workbench.model.instants import MINUTE, SECOND
from workbench.model.notebook import ActionItem, Evidence, Hypothesis, Support
from workbench.model.report import FixChange, Report, TestRun, TimelineRow

T0 = 1_773_756_000 * SECOND  # 2026-03-17T14:00:00Z
CULPRIT = "9f3c1ae" + "0" * 33
HOSTILE = (
    '<script>alert(1)</script>\n```\n# not a heading\n<img src=x onerror="alert(2)">\n'
    "![p](file:///etc/passwd) | \u202etxt \x1b[31mred"
)


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


LOG = Evidence(
    "e1", 1, "log", bytes_citation("s1", 120, 40), "ERROR PoolTimeout\n\tat shop.OrderStore", sha("x"), T0,
    title="First PoolTimeout", shown="orders.log:120", why="it begins here",
)  # fmt: skip
METRIC = Evidence(
    "e2", 2, "metric", range_citation("s2", "abc", T0, T0 + MINUTE), "", sha("y"), T0, T0 + MINUTE, title="db_pool_in_use",
    shown="db_pool_in_use", points=((T0, 3.0), (T0 + 30 * SECOND, 10.0)), count=7,
)  # fmt: skip
HUNK = Evidence(
    "e3", 3, "diff", hunk_citation("s3", "a/Store.java", CULPRIT, 1), "-    finally {\n+    return x;", sha("z"),
    title="finally removed", shown="Store.java",
)  # fmt: skip
DIFF_LINES = (
    DiffLine("same", "try {", 1, 1),
    DiffLine("del", "finally { close(); }", 2, 0),
    DiffLine("add", "}", 0, 2),
)
DIFF = FileDiff("a/Store.java", "a/Store.java", "M", (Hunk(1, 1, 1, "class Store", DIFF_LINES),), 1, 1)
CAUSE = Hypothesis("h1", 1, "Connections leak on the error path", "confirmed", "the pool drains [E2](case://s2#x)")
RULED_OUT = Hypothesis("h2", 2, "The database is slow", "refuted", "no slow statement")
OK = TestCase("Store", "ok", "passed")
BEFORE = TestReport("store", (TestCase("Store", "leak", "failed", 0.1, "expected 0", "AssertionError: 3"), OK))
AFTER = TestReport("store", (TestCase("Store", "leak", "passed"), OK))
CASE = CaseRecord(
    "c1", "Checkout 503s after release 4.18.0", "INC-2041", summary="Checkouts fail.", service="orders", started=T0
)
REPORT = Report(
    article="018f-article",
    case=CASE,
    cause=CAUSE,
    hypotheses=(CAUSE, RULED_OUT),
    supports=tuple(Support(e, "h1", "for") for e in ("e1", "e2", "e3")),
    evidence=(LOG, METRIC, HUNK),
    notes="# Why\n\nThe pool drains [E2](case://s2#t=1..2&series=abc).",
    timeline=(TimelineRow(T0 + MINUTE, "alert", "PoolSaturated"), TimelineRow(T0, "deploy", "orders 4.18.0", "E3")),
    changes=(FixChange("culprit", CULPRIT, "orders: simplify reserve()", "checkout-dev", T0, (DIFF,)),),
    tests=(TestRun("before", "junit-before.xml", BEFORE), TestRun("after", "junit-after.xml", AFTER)),
    actions=(ActionItem("a1", "Add a leak test", "checkout-dev", "2026-04-01"),),
    sources=(Source("s1", 1, "orders.log", "java.text", object="ab" * 32, zone="Europe/Berlin"),),
    exported=T0,
    version="0.1.0",
)


def report(**changes: object) -> Report:
    return replace(REPORT, **changes)  # type: ignore[arg-type]


def test_the_markdown_holds_every_part_of_the_article(tmp_path: Path):
    done = export(report(), tmp_path)
    text = (tmp_path / "inc-2041-checkout-503s-after-release-4-18-0.md").read_text()
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert headings == ["Symptoms", "Environment", "Impact", "Steps to reproduce", "Timeline", "Cause", "Fix",
                        "Test results", "Workaround", "Actions", "Ruled out", "Evidence", "Sources"]  # fmt: skip
    assert CULPRIT in text
    assert "ERROR PoolTimeout\n\tat shop.OrderStore" in text
    assert "-    finally {" in text
    assert "| Store leak | failed | passed |" in text
    assert text.index("orders 4.18.0") < text.index("PoolSaturated")
    assert {path.suffix for path in done.written} == {".md", ".html", ".svg"}


def test_links_in_the_markdown_lead_to_files_and_anchors_that_exist(tmp_path: Path):
    export(report(), tmp_path)
    (page,) = tmp_path.glob("*.md")
    text = page.read_text()
    anchors = set(re.findall(r'<a id="([^"]+)"></a>', text))
    for target in re.findall(r"\]\(([^)]+)\)", text):
        assert target[1:] in anchors if target.startswith("#") else (tmp_path / target).is_file(), target
    assert "case://s2#t=1..2&series=abc)" not in text


def test_mkdocs_takes_the_folder(tmp_path: Path):
    export(report(), tmp_path / "docs")
    (tmp_path / "mkdocs.yml").write_text("site_name: kb\ntheme: {name: null, custom_dir: theme}\nplugins: []\n")
    (tmp_path / "theme").mkdir()
    (tmp_path / "theme" / "main.html").write_text("{{ page.content }}")
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--strict",
        "-q",
        "-f",
        str(tmp_path / "mkdocs.yml"),
        "-d",
        str(tmp_path / "site"),
    ]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    (page,) = (tmp_path / "site").glob("inc-*/index.html")
    assert "First PoolTimeout" in page.read_text()


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def test_hostile_evidence_stays_text_in_the_page(tmp_path: Path):
    hostile = replace(report().evidence[0], excerpt=HOSTILE, title=HOSTILE, why=HOSTILE, shown=HOSTILE)
    injected = '### <a id="e1" onclick="alert(3)"></a>\n\ue000e9\ue001 <iframe src="//x"></iframe>'
    export(report(evidence=(hostile, *report().evidence[1:]), notes=HOSTILE + "\n\n" + injected), tmp_path)
    (page,) = tmp_path.glob("*.html")
    parser = Tags()
    parser.feed(page.read_text())
    assert {tag for tag, _ in parser.seen} & {"script", "iframe", "object", "embed", "form"} == set()
    assert [name for _, attributes in parser.seen for name in attributes if name.startswith("on")] == []
    pictures = [attributes["src"] or "" for tag, attributes in parser.seen if tag == "img"]
    assert pictures
    assert all(source.startswith("data:image/svg+xml;base64,") for source in pictures)
    assert "\u202e" not in page.read_text()
    assert "\x1b" not in page.read_text()


def test_a_code_block_cannot_be_ended_by_its_content():
    assert fenced("a\n````\nb").splitlines()[0].startswith("`````")


def test_plain_text_shows_its_own_characters():
    assert plain("*a* | <b>") == r"\*a\* \| \<b\>"


def test_exporting_again_changes_nothing_but_what_the_case_changed(tmp_path: Path):
    export(report(), tmp_path)
    again = export(report(), tmp_path)
    assert again.written == ()
    changed = export(report(notes="The leak is in reserve()."), tmp_path)
    assert {path.suffix for path in changed.written} == {".md", ".html"}
    assert changed.kept == ()


def test_a_new_title_updates_the_same_files(tmp_path: Path):
    export(report(), tmp_path)
    names = sorted(path.name for path in tmp_path.iterdir())
    export(report(case=replace(report().case, title="Another title")), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    (page,) = tmp_path.glob("*.md")
    assert "# Another title" in page.read_text()


def test_a_file_changed_by_hand_is_left_alone_and_the_difference_shown(tmp_path: Path):
    export(report(), tmp_path)
    (page,) = tmp_path.glob("*.md")
    page.write_text(page.read_text() + "\nA colleague's line.\n")
    done = export(report(notes="New words."), tmp_path)
    assert [kept.path for kept in done.kept] == [page]
    assert "-A colleague's line." in done.kept[0].difference
    assert "+New words." in done.kept[0].difference
    assert page.read_text().endswith("A colleague's line.\n")


def test_a_file_that_was_there_before_is_never_overwritten(tmp_path: Path):
    name = "inc-2041-checkout-503s-after-release-4-18-0.md"
    (tmp_path / name).write_text("mine\n")
    export(report(), tmp_path)
    assert (tmp_path / name).read_text() == "mine\n"
    assert len(list(tmp_path.glob("*.md"))) == 2


def test_an_unknown_format_is_named(tmp_path: Path):
    with pytest.raises(ExportError, match="'pdf'.*markdown"):
        export(report(), tmp_path, ("pdf",))


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportError, match="can't be"):
        export(report(), tmp_path / "file" / "kb")


def test_the_chart_is_well_formed_and_breaks_at_what_is_no_number():
    item = replace(
        report().evidence[1], points=((T0, 1.0), (T0 + SECOND, float("nan")), (T0 + 2 * SECOND, 2.0)), title="<&>"
    )
    root = ElementTree.fromstring(chart(item))
    paths = root.findall("{http://www.w3.org/2000/svg}path")
    assert len(paths) == 2
    assert root.attrib["aria-label"] == "<&>"


def test_axis_steps_are_round_numbers_inside_the_range():
    assert steps(0, 10) == (0.0, 5.0, 10.0)
    assert steps(0, 0.9) == pytest.approx((0.0, 0.5))
