"""`workbench maps` and `--map`: a map proposed, tried, used, and handed on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workbench.cli.main import main

ALARMS = json.dumps([{"no": 1, "firedAt": 1773756131000, "prio": "P1", "headline": "Disk full", "state": "firing"}])


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, records_here: None, capsys) -> Path:
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path / "home"))
    (tmp_path / "alarms.json").write_text(ALARMS)
    assert main(["new", str(tmp_path / "a.case"), "--title", "A"]) == 0
    capsys.readouterr()
    return tmp_path


def test_a_proposed_map_can_be_mended_tried_used_and_shown_again(files: Path, capsys):
    data, file, case = str(files / "alarms.json"), files / "alarms.toml", str(files / "a.case")
    assert main(["maps", "propose", data]) == 0
    said = capsys.readouterr()
    assert 't = "firedAt"' in said.out
    assert "what P1 in prio mean is not known" in said.err
    file.write_text(said.out + "\n[severities]\np1 = 21\n")
    assert main(["maps", "check", str(file), data, "--json"]) == 0
    (row,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (row["t"], row["severity"], row["title"]) == ("2026-03-17T14:02:11Z", "fatal", "Disk full")
    assert main(["ingest", case, data, "--map", str(file), "--json"]) == 0
    source = json.loads(capsys.readouterr().out)
    assert (source["records"], source["levels"]["fatal"]) == (1, 1)
    assert main(["maps", "show", case, "S1"]) == 0
    assert "p1 = 21" in capsys.readouterr().out
    assert main(["maps", "list", case, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["id"] == source["reader"]


def test_a_source_is_read_again_by_a_map(files: Path, capsys):
    case, file = str(files / "a.case"), files / "alarms.toml"
    assert main(["ingest", case, str(files / "alarms.json")]) == 0
    file.write_text('id = "own.alarms"\ntitle = "Alarms"\nkind = "alert"\nt = "firedAt"\nname = "{headline}"\n')
    assert main(["read", case, "S1", "--map", str(file)]) == 0
    assert main(["query", case, "kind:alert", "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["title"] == "Disk full"


def test_wrong_maps_and_words_are_one_sentence_and_1(files: Path, capsys):
    file, data, case = files / "wrong.toml", str(files / "alarms.json"), str(files / "a.case")
    file.write_text('id = "own.x"\ntitle = "X"\nseverty = "prio"\n')
    for words in (["ingest", case, data, "--map", str(file)], ["maps", "check", str(file)]):
        assert main(words) == 1
        said = capsys.readouterr().err
        assert "wrong.toml: severty" in said
        assert "Did you mean severity?" in said
    file.write_text('id = "own.x"\ntitle = "X"\nt = "headline"\n')
    assert main(["maps", "check", str(file), data]) == 1
    said = capsys.readouterr()
    assert "1 of 1 records have no time" in said.err
    assert "'Disk full': a time is not of the form 'any'" in said.out
    assert main(["ingest", case, data, "--map", str(file), "--reader", "text.iso"]) == 1
    assert main(["maps", "propose"]) == 1
    assert main(["maps", "propose", str(files / "gone.json")]) == 1
    assert main(["maps", "show", case, "S1"]) == 1
