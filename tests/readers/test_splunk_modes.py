"""The modes of Splunk's replies, columns and XML, written from the field list of its REST API reference."""

from __future__ import annotations

import json
from typing import Any

import pytest
from searchrows import NOON, SECOND, TRACE, Searches, cited, links

from workbench.errors import SourceError
from workbench.readers.core import Registry

XML = f"""<?xml version='1.0' encoding='UTF-8'?>
<results preview='0'>
<meta><fieldOrder><field>_time</field><field>_raw</field><field>host</field></fieldOrder></meta>
<messages><msg type='INFO'>done</msg></messages>
\t<result offset='0'>
\t\t<field k='_time'><value><text>2026-03-17T15:02:11.479+01:00</text></value></field>
\t\t<field k='_raw'><v xml:space='preserve' trunc='0'>ERROR <sg h="1">charge</sg> refused
  at pay() &amp; trace_id={TRACE}</v></field>
\t\t<field k='host'><value h='1'><text>web-1</text></value></field>
\t\t<field k='tags'><value><text>x</text></value><value><text>y</text></value></field>
\t\t<field k='of_tomorrow'><value><text>1</text></value></field>
\t</result>
\t<result offset='1'>
\t\t<field k='_time'><value><text>1773756130</text></value></field>
\t\t<field k='_raw'><v xml:space='preserve' trunc='0'>WARN slow</v></field>
\t</result>
</results>
"""


@pytest.fixture
def searches(read, registry: Registry) -> Searches:
    return Searches(read, registry)


def columns(named: bool = False, **more: Any) -> dict[str, Any]:
    names = ["_time", "_raw", "host", "trace_id", "tags"]
    return {
        "preview": False, "init_offset": 0, "messages": [], "fields": [{"name": one} for one in names] if named else names,
        "columns": [["2026-03-17T15:02:12+01:00", "1773756131"], ["ERROR b", "INFO a"], ["web-1", "web-2"], [TRACE, None],
                    [["x", "y"], "z"]],
    } | more  # fmt: skip


@pytest.mark.parametrize("named", [False, True])
def test_columns_are_turned_into_rows_each_cited_by_its_own_text(searches: Searches, named: bool):
    data = json.dumps(columns(named), indent=1).encode()
    first, second = searches.events("splunk.results", data)
    assert [(one.t, one.severity, one.title) for one in (first, second)] == [
        (NOON + SECOND, 17, "ERROR b"), (NOON, 9, "INFO a")]  # fmt: skip
    assert (links(first), links(second)) == ({("host", "web-1"), ("trace_id", TRACE)}, {("host", "web-2")})
    assert [json.loads(cited(one, data)) for one in (first, second)] == ["ERROR b", "INFO a"]
    assert first.attributes["splunk.tags"] == ["x", "y"]
    assert searches.problems("splunk.results", data) == []


@pytest.mark.parametrize(("value", "held"), [("null", {}), ('"said"', {"": "said"})])
def test_an_event_whose_key_is_the_empty_text_is_read_and_keeps_it(
    searches: Searches, value: str, held: dict[str, str]
):
    data = f'{{"time": 1773756130.5, "host": "web-1", "event": {{"": {value}}}}}'.encode()
    (event,) = searches.events("splunk.hec", data)
    assert event.t == NOON - SECOND // 2
    assert links(event) == {("host", "web-1")}
    assert {key: kept for key, kept in event.attributes.items() if kept in held.values()} == held


def test_columns_of_a_chart_are_series_and_those_of_a_preview_are_passed_over(searches: Searches):
    chart = columns(
        fields=["_time", "count", "_span"], columns=[["1773756120", "1773756180"], ["7", None], ["60", "60"]]
    )
    (series,) = searches.series("splunk.results", chart)
    assert (series.name, series.points.t.tolist()) == ("count", [NOON - 11 * SECOND])
    assert series.points.value.tolist() == [7.0]
    assert searches.events("splunk.results", columns(preview=True)) == []
    assert "preview" in searches.problems("splunk.results", columns(preview=True))[0].what


def test_columns_that_are_cut_off_have_no_whole_row_and_say_so(searches: Searches):
    with pytest.raises(SourceError, match=r"no row of it is whole|truncated"):
        searches.events("splunk.results", json.dumps(columns()).encode()[:-40])


def test_results_in_xml_are_as_those_in_json(searches: Searches):
    data = XML.encode()
    first, second = searches.events("splunk.results", data)
    assert (first.t, first.severity, first.body) == (
        NOON + 479_000_000, 17, f"ERROR charge refused\n  at pay() & trace_id={TRACE}")  # fmt: skip
    assert links(first) == {("host", "web-1"), ("trace_id", TRACE)}
    assert (first.attributes["splunk.tags"], first.attributes["splunk.of_tomorrow"]) == (["x", "y"], "1")
    assert (second.t, second.severity) == (NOON - SECOND, 13)
    own = cited(first, data)
    assert own.startswith(b"<result offset='0'>")
    assert own.endswith(b"</result>")


def test_of_an_export_in_xml_each_document_counts_but_for_previews(searches: Searches):
    data = (XML.replace("preview='0'", "preview='1'") + XML).encode()
    assert [event.t for event in searches.events("splunk.results", data)] == [NOON + 479_000_000, NOON - SECOND]
    (problem,) = searches.problems("splunk.results", data)
    assert "preview" in problem.what
    assert "2 times" in problem.what


def test_xml_that_is_cut_off_gives_what_was_whole_and_says_so(searches: Searches):
    data = XML[: XML.index("WARN")].encode()
    (event,) = searches.events("splunk.results", data)
    assert event.t == NOON + 479_000_000
    assert "truncated" in searches.problems("splunk.results", data)[0].what


def test_xml_with_a_dtd_is_refused(searches: Searches):
    bomb = XML.replace("<results", '<!DOCTYPE results [<!ENTITY a "ha">]>\n<results')
    with pytest.raises(SourceError, match="document type"):
        searches.events("splunk.results", bomb.encode())
