"""Maps are the case's: any machine reads its sources again by them, and undoing a reading brings the one before back."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from workbench.casework.opencase import OpenCase, create_case, open_case
from workbench.errors import CaseReadOnly, SettingsError, SourceError
from workbench.model.instants import SECOND, parse_instant
from workbench.readers.mapfile import MAPS, Metrics, SourceMap, save_map
from workbench.readers.recordmap import RecordMap

T = parse_instant("2026-03-17T14:02:11Z", day=0)
ALARMS = json.dumps({"alarms": [
    {"no": 1, "fired": "2026-03-17 14:02:11", "prio": "p1", "what": "disk full"},
    {"no": 2, "fired": "2026-03-17 14:02:13", "prio": "info", "what": "disk ok"},
]})  # fmt: skip
RULE = RecordMap("own.alarms", "Alarms", "alert", needs=("alarms",), each="alarms", t="fired", severity="prio", body="what",
                 severities={"p1": 21})  # fmt: skip
ALARM_MAP = SourceMap(RULE)


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path / "home"))
    (tmp_path / "alarms.json").write_text(ALARMS)
    made = create_case(tmp_path / "one.case", title="one")
    yield made
    made.close()


def told(case: OpenCase, name: str = "alarms.json") -> list[tuple[int | None, str, int]]:
    source = case.source(name)
    records = case.page(case.query(""))
    return [(one.t, one.title, one.severity) for one in records if one.source_id == source.id]


def test_a_map_is_kept_with_the_case_and_a_colleague_can_rebuild_it(case: OpenCase, tmp_path: Path):
    (source,) = case.ingest([tmp_path / "alarms.json"], reader=case.keep_map(ALARM_MAP))
    expected = [(T, "disk full", 21), (T + 2 * SECOND, "disk ok", 9)]
    assert source.reader == ALARM_MAP.id
    assert told(case) == expected
    record = case.page([0])[0]
    assert json.loads(ALARMS.encode()[record.place.offset : record.place.offset + record.place.length])["no"] == 1
    case.close()
    shutil.copytree(tmp_path / "one.case", tmp_path / "two.case")
    shutil.rmtree(tmp_path / "two.case" / "index")
    again = open_case(tmp_path / "two.case")
    assert told(again) == expected
    assert again.map_of(again.source("alarms.json").id) == ALARM_MAP
    again.close()


@pytest.mark.usefixtures("records_here")
def test_a_map_of_the_settings_recognises_a_source_and_stays_when_its_file_is_gone(case: OpenCase, tmp_path: Path):
    file = save_map(ALARM_MAP, tmp_path / "home" / MAPS / "alarms.toml")
    case.close()
    case = open_case(tmp_path / "one.case")
    (source,) = case.ingest([tmp_path / "alarms.json"])
    assert (source.reader, source.records) == (ALARM_MAP.id, 2)
    assert "it has what the map needs: alarms" in source.why
    case.close()
    file.unlink()
    shutil.rmtree(tmp_path / "one.case" / "index")
    case = open_case(tmp_path / "one.case")
    assert len(told(case)) == 2
    case.close()


@pytest.mark.usefixtures("records_here")
def test_reading_by_a_changed_map_is_an_edit_that_can_be_taken_back(case: OpenCase, tmp_path: Path):
    case.ingest([tmp_path / "alarms.json"], reader=case.keep_map(ALARM_MAP))
    other = SourceMap(replace(RULE, severities={"p1": 17}, body="prio"))
    read = case.read_as(case.source("alarms.json").id, reader=case.keep_map(other))
    assert read.reader == other.id != ALARM_MAP.id
    assert told(case)[0] == (T, "p1", 17)
    case.undo()
    assert told(case)[0] == (T, "disk full", 21)
    case.redo()
    assert told(case)[0] == (T, "p1", 17)


@pytest.mark.usefixtures("records_here")
def test_a_map_says_in_which_zone_its_times_are(case: OpenCase, tmp_path: Path):
    berlin = SourceMap(replace(RULE, zone="Europe/Berlin"))
    (source,) = case.ingest([tmp_path / "alarms.json"], reader=case.keep_map(berlin))
    assert (source.zone, source.zone_known) == ("Europe/Berlin", "declared")
    assert told(case)[0][0] == T - 3600 * SECOND
    read = case.read_as(source.id, reader=case.keep_map(SourceMap(replace(RULE, zone="UTC"))))
    assert (told(case)[0][0], read.zone_known) == (T, "declared")


@pytest.mark.usefixtures("records_here")
def test_a_map_that_finds_nothing_leaves_the_source_as_it_was(case: OpenCase, tmp_path: Path):
    case.ingest([tmp_path / "alarms.json"])
    wrong = SourceMap(replace(RULE, each="alerts"))
    source = case.source("alarms.json")
    with pytest.raises(SourceError, match="finds nothing in it"):
        case.read_as(source.id, reader=case.keep_map(wrong))
    assert case.source("alarms.json").reader == source.reader


@pytest.mark.usefixtures("records_here")
def test_points_of_a_table_are_series_of_the_case(case: OpenCase, tmp_path: Path):
    (tmp_path / "load.csv").write_text("when;cpu\n03/04/2026 10:00;0,5\n03/04/2026 10:01;0,7\n")
    rule = RecordMap("own.load", "Load", t="when", form="date", day_first=True, zone="UTC")
    map = SourceMap(rule, "csv", metrics=Metrics("wide", unit="1"))
    map = replace(map, table=replace(map.table, decimal=","))
    (source,) = case.ingest([tmp_path / "load.csv"], reader=case.keep_map(map))
    (series,) = case.series()
    assert (series.name, series.unit, series.points, source.series) == ("cpu", "1", 2, 1)
    assert series.first == parse_instant("2026-04-03T10:00:00Z", day=0)


@pytest.mark.usefixtures("records_here")
def test_a_table_in_utf_16_is_mapped_by_its_text(case: OpenCase, tmp_path: Path):
    (tmp_path / "wide.csv").write_bytes("time,zähler\r\n2026-03-17T14:02:11Z,7\r\n".encode("utf-16"))
    (source,) = case.ingest([tmp_path / "wide.csv"])
    assert (source.reader, source.points) == ("table.csv", 1)
    assert case.series()[0].name == "zähler"


@pytest.mark.usefixtures("records_here")
def test_drafts_are_kept_until_they_are_forgotten_and_are_no_readers(case: OpenCase, tmp_path: Path):
    (source,) = case.ingest([tmp_path / "alarms.json"])
    begun = SourceMap(replace(RULE, t="not[yet"))
    case.keep_draft(source.id, begun)
    case.close()
    case = open_case(tmp_path / "one.case")
    assert case.draft_of(source.id) == begun
    assert not [reader.id for reader in case.registry.readers if reader.id.startswith("draft")]
    case.keep_draft(source.id, None)
    assert case.draft_of(source.id) is None
    case.close()


@pytest.mark.usefixtures("records_here")
def test_a_map_that_means_nothing_is_not_kept_and_nothing_is_in_a_case_that_is_read(case: OpenCase, tmp_path: Path):
    with pytest.raises(SettingsError, match="not understood"):
        case.keep_map(SourceMap(replace(RULE, t="a[")))
    reader = open_case(tmp_path / "one.case", write=False)
    with pytest.raises(CaseReadOnly):
        reader.keep_map(ALARM_MAP)
    reader.close()
