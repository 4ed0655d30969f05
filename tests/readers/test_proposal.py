"""What is proposed for webhooks and tables that nobody knows: parts by name and form, and doubts instead of guesses."""

from __future__ import annotations

import json
from typing import Any

import pytest

from workbench.errors import SourceError
from workbench.readers.core import Registry
from workbench.readers.formats.table import READERS
from workbench.readers.proposal import Proposal, proposed
from workbench.readers.tryout import tried

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def of(value: Any, name: str = "hook.json") -> Proposal:
    data = "\n".join(json.dumps(one) for one in value) if isinstance(value, tuple) else json.dumps(value)
    return proposed(data.encode(), name)


def doubts(proposal: Proposal) -> str:
    return " | ".join(proposal.doubts)


def test_an_envelope_with_a_list_of_alarms():
    alarm = {
        "alarm_id": "A-1", "firedAt": 1773756131000, "clearedAt": 1773756191000, "receivedAt": 1773756132000,
        "prio": "warning", "state": "firing", "headline": "Disk full", "text": "98 %", "hostname": "WEB-1",
        "ctx": {"traceId": TRACE},
        "see": "https://wiki.example/disk", "dedup_key": "disk:web-1",
    }  # fmt: skip
    other = {**alarm, "alarm_id": "A-2", "state": "resolved", "prio": "critical", "dedup_key": "disk:web-1"}
    found = of({"tool": "acme", "sent": True, "payload": {"alarms": [alarm, other]}})
    map = found.map.map
    assert (map.each, map.t, map.form) == ("payload.alarms", "firedAt", "milliseconds")
    assert (map.t_end, map.observed) == ("clearedAt", "receivedAt")
    assert (map.severity, map.phase, map.phases) == ("prio", "state", {"firing": "open", "resolved": "close"})
    assert (map.name, map.body, map.group) == ("{headline}", "text", "dedup_key")
    assert map.links == {"host": "hostname", "trace_id": "ctx.traceId", "url": "see"}
    assert map.resource == {"host.name": "hostname"}
    assert (map.kind, map.needs[0]) == ("alert", "payload.alarms")
    reasons = {one.part: one.why for one in found.reasons}
    assert "list of 2 objects" in reasons["each"]
    assert "13 digits" in reasons["t"]
    assert set(reasons) >= {"t_end", "observed", "severity", "phase", "name", "body", "group", "kind", "links.trace_id"}
    rows = tried(json.dumps({"payload": {"alarms": [alarm]}}).encode(), found.map).rows
    assert [(row.t, row.phase, row.severity, row.title) for row in rows] == [
        (1773756131 * 10**9, "open", 13, "Disk full")
    ]


def test_objects_one_a_line_are_records_and_their_inner_lists_are_not():
    line = {"id": "x1", "when": "2026-03-17T14:02:11Z", "message": "paid", "items": [{"sku": "a"}, {"sku": "b"}]}
    found = of((line, {**line, "id": "x2"}))
    assert (found.map.map.each, found.map.map.t, found.map.map.event_id) == ("", "when", "id")
    assert found.map.map.body == "message"
    assert found.doubts == ()


def test_words_that_nobody_knows_are_doubts_and_not_in_the_map():
    found = of(
        [{"time": "2026-03-17T14:02:11Z", "priority": word, "state": "frozen", "title": "t"} for word in ("P1", "high")]
    )
    assert found.map.map.severity == "priority"
    assert not found.map.map.severities
    assert "P1, high" in doubts(found)
    assert not found.map.map.phase


def test_where_no_name_says_so_several_words_are_proposed_as_the_title_and_said_to_be_looked_at():
    rows = [
        {"firedAt": 1773756131250, "where": "web-1", "was": "Disk full"},
        {"firedAt": 1773756191250, "where": "mq-2", "was": "Queue grows"},
    ]
    found = proposed(json.dumps(rows).encode(), "acme.json")
    assert found.map.map.name == "{was}"
    assert "was is proposed as the title only because its values are several words" in found.doubts
    found = proposed(json.dumps([{**row, "was": row["where"]} for row in rows]).encode(), "acme.json")
    assert found.map.map.name == "" and any("no path is named like a title" in doubt for doubt in found.doubts)


def test_a_date_that_can_be_read_in_two_ways_is_asked_for():
    found = of([{"date": "03/04/2026 10:00", "title": "a"}, {"date": "05/06/2026 11:00", "title": "b"}])
    assert (found.map.map.form, found.map.map.day_first) == ("date", None)
    assert "day or the month first" in doubts(found)
    told = of([{"date": "03/04/2026 10:00", "title": "a"}, {"date": "25/06/2026 11:00", "title": "b"}])
    assert (told.map.map.day_first, told.doubts) == (True, ())


def test_a_number_of_ten_digits_that_is_called_something_else_is_no_time():
    found = of([{"account": 1773756131, "title": "a"}])
    assert found.map.map.t == ""
    assert "no path holds times" in doubts(found)
    assert of([{"eventTime": 1773756131, "title": "a"}]).map.map.form == "seconds"
    assert of([{"time": 17737561, "title": "a"}]).map.map.t == ""  # a moment of 1970


def test_two_times_of_the_same_worth_are_said():
    found = of([{"noted": "2026-03-17T14:02:11Z", "seen": "2026-03-17T14:02:12Z", "title": "x"}])
    assert found.map.map.t == "noted"
    assert "the time may also be seen" in doubts(found)


def test_one_text_among_the_times_does_not_hide_them():
    lines = tuple({"time": f"2026-03-17T14:02:1{n}Z", "title": "x"} for n in range(9))
    found = of((*lines, {"time": "soon", "title": "x"}))
    assert (found.map.map.t, found.map.map.form) == ("time", "iso")
    assert "1 of 10 times are of another form, such as 'soon'" in doubts(found)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Mar 17, 2026 @ 14:02:11.250", "%b %d, %Y @ %H:%M:%S.%f"),
        ("Tue, 17 Mar 2026 14:02:11 +0100", "%a, %d %b %Y %H:%M:%S %z"),
        ("2026-03-17 14:02", "%Y-%m-%d %H:%M"),
        ("1773756131250001", "microseconds"),
        ("2026/03/17 14:02:11", "slash"),
        ("2026-03-17", "day"),
    ],
)
def test_times_in_any_form_are_known_by_their_form(text: str, form: str):
    found = of([{"time": text, "title": "x"}])
    assert (found.map.map.t, found.map.map.form) == ("time", form)


def test_what_is_neither_json_nor_a_table_is_said():
    for data in (b"", b"just words\n", b"\x00\x01\x02", b"{", b"[1, 2, 3]", b"a,b\n"):
        with pytest.raises(SourceError):
            proposed(data, "x")


def table(text: str, name: str = "x.csv") -> Proposal:
    return proposed(text.encode(), name)


def test_a_table_of_numbers_beside_a_time_is_wide():
    found = table("Zeit;CPU;Speicher\n17.03.2026 14:02;0,91;512\n17.03.2026 14:03;0,5;\n")
    map = found.map
    assert (map.table.delimiter, map.table.header, map.table.decimal) == (";", True, ",")
    assert (map.map.t, map.map.form, map.map.day_first) == ("Zeit", "date", True)
    assert map.metrics is not None
    assert (map.metrics.shape, map.metrics.values, map.metrics.labels) == ("wide", ("CPU", "Speicher"), ())
    assert found.doubts == ()


def test_a_table_with_a_metrics_name_and_value_is_long():
    rows = "".join(f"2026-03-17T14:0{n}:00Z,cpu.load,web-{n % 2},0.{n}\n" for n in range(8))
    metrics = table("time,metric,host,value\n" + rows).map.metrics
    assert metrics is not None
    assert (metrics.shape, metrics.name, metrics.values, metrics.labels) == ("long", "metric", ("value",), ("host",))


def test_a_table_with_texts_holds_records():
    found = table("time\tseverity\tmessage\tms\n2026-03-17T14:02:11Z\terror\tcheckout failed\t17\n", "e.tsv")
    assert found.map.metrics is None
    assert (found.map.map.severity, found.map.map.body, found.map.map.needs) == (
        "severity", "message", ("time", "severity", "message", "ms")
    )  # fmt: skip


def test_a_comma_that_may_mean_thousands_is_a_doubt():
    assert "thousands" in doubts(table("time;v\n2026-03-17T14:02:11Z;1,234\n2026-03-17T14:02:12Z;2,345\n"))
    assert table("time;v\n2026-03-17T14:02:11Z;1,23\n").map.table.decimal == ","


def test_rows_without_a_header_are_told_by_number():
    found = table("2026-03-17T14:02:11Z,web-1,up\n2026-03-17T14:02:12Z,web-2,down\n")
    assert not found.map.table.header
    assert (found.map.map.t, found.map.map.needs) == ("1", ())
    assert "asked for by name" in doubts(found)


NOBODYS = {
    "no time": "name,value\na,1\nb,2\n",
    "no header": "2026-03-17T14:02:11Z,1\n2026-03-17T14:02:12Z,2\n",
    "either day or month": "time,value\n03/04/2026 10:00,1\n",
    "a row without": "time,value\n2026-03-17T14:02:11Z,1\n,2\n",
    "another form": "time,value\n2026-03-17T14:02:11Z,1\nsoon,2\n",
    "days of any number": "time,value\n46098.58,1\n46098.59,2\n",
    "rows of another width": "time,value\n2026-03-17T14:02:11Z,1\n2026-03-17T14:02:12Z,2,3,4\n",
}


@pytest.mark.parametrize("name", NOBODYS)
def test_a_table_that_leaves_a_question_is_not_read_without_a_map(name: str):
    assert READERS[0].sniff(NOBODYS[name].encode(), "x.csv").confidence == 0


def test_a_table_that_leaves_none_is_read_and_says_as_what(registry: Registry, tmp_path):
    from workbench.readers.core import RawSource

    data = b"time,cpu,mem\n2026-03-17T14:02:11Z,0.5,3\n2026-03-17T14:02:12Z,0.7,4\n"
    chosen = registry.choose(data, "x.csv")
    assert chosen is not None
    assert chosen[0].id == "table.csv"
    (tmp_path / "x.csv").write_bytes(data)
    batches = list(chosen[0].read(RawSource("x.csv", str(tmp_path / "x.csv"), len(data))))
    assert [(p.name, p.points.value.tolist()) for p in batches[0].points] == [("cpu", [0.5, 0.7]), ("mem", [3, 4])]
    assert "no map was given: rows are points of series (wide), the time from time" in batches[-1].problems[0].what
