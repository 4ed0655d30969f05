"""The demo: unpacked safely, made whole or not at all, and the same job done without a display."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from workbench.casework.demo import Demo, Plan, steps_of, unpack
from workbench.cli.demo import prepared
from workbench.errors import SourceError, WorkbenchError
from workbench.jobs import JobContext


def archive(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:xz") as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name.replace("__", "/"))
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


LOG = b"2026-03-17T14:02:10Z INFO ready\n2026-03-17T14:02:11Z ERROR failed\n"


def demo(investigation: str) -> Demo:
    plan = Plan("It fails", key="INC-1", started="2026-03-17T14:02:10Z")
    return Demo("shop", archive(shop__app__app_log=LOG), plan, investigation)


def test_an_archive_can_not_write_outside_of_its_folder(tmp_path: Path):
    for name in ("../out.txt", "/etc/out.txt"):
        with pytest.raises(SourceError):
            unpack(archive(**{name: b"x"}), tmp_path / "in")
    assert not (tmp_path / "out.txt").exists()


def test_links_in_an_archive_are_left_out(tmp_path: Path):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:xz") as tar:
        link = tarfile.TarInfo("shop/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    unpack(buffer.getvalue(), tmp_path)
    assert not (tmp_path / "shop/link").exists()


def test_the_investigation_is_replayed_into_the_case(tmp_path: Path):
    made = demo('# a remark\nhypothesis CASE add "it is the pool"\npin CASE app/app_log:2 --for H1 --why "seen"\n')
    path = prepared(made, tmp_path, False, JobContext())
    from workbench.casework.opencase import open_case

    case = open_case(path, write=False)
    try:
        assert [item.shown for item in case.notebook.evidence.values()] == ["app_log:2"]
        assert case.sources()[0].path == "app/app_log" and case.notebook.case.key == "INC-1"
        assert case.notebook.supports
    finally:
        case.close()
    assert prepared(made, tmp_path, False, JobContext()) == path


def test_a_demo_that_fails_halfway_leaves_no_case_behind(tmp_path: Path):
    with pytest.raises(WorkbenchError):
        prepared(demo("pin CASE app/app_log:99\n"), tmp_path, False, JobContext())
    assert not (tmp_path / "shop.case").exists()
    assert prepared(demo(""), tmp_path, False, JobContext()).is_dir()


def test_a_fresh_demo_stops_after_bringing_the_sources_in(tmp_path: Path):
    path = prepared(demo("pin CASE app/app_log:1\n"), tmp_path, True, JobContext())
    from workbench.casework.opencase import open_case

    case = open_case(path, write=False)
    try:
        assert not case.notebook.evidence and case.spine.rows == 2
    finally:
        case.close()


def test_without_a_display_a_fresh_demo_writes_no_article(tmp_path: Path, capsys, monkeypatch):
    from workbench.cli import demo as verb
    from workbench.cli.main import main

    def drawn(_path: Path, args) -> int:
        Path(args.shot).write_bytes(b"a picture")
        return 0

    monkeypatch.setattr(verb, "load_demo", lambda _name: demo("pin CASE app/app_log:1\n"))
    monkeypatch.setattr(verb, "_picture", drawn)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert main(["demo", "--fresh", "--to", str(tmp_path)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert "article" not in told[0] and told[1:] == [str(tmp_path / "shop-fresh.case"), str(tmp_path / "window.png")]
    assert not (tmp_path / "article").exists()
    assert main(["demo", "--to", str(tmp_path)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert str(tmp_path / "window.png") in told and any(line.endswith(".md") for line in told)
    assert main(["demo", "--fresh", "--to", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == str(tmp_path / "window-fresh.png")


def test_steps_name_the_case_and_keep_quoted_words_together(tmp_path: Path):
    steps = steps_of(demo('entry CASE --at 14:00 "two words"  # why\n\n'), tmp_path / "c.case")
    assert steps == [["entry", str(tmp_path / "c.case"), "--at", "14:00", "two words"]]
