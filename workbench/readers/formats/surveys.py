"""Hotjar and Crazy Egg: what their visitors answered, and lists of recordings; neither exports a recording itself.

Hotjar's API (`/surveys/ID/responses`: `results[]` with `answers[{question_id, answer}]`) and webhooks
(`{event, version, data}`) are documented in its help centre; an API response has no time of its own, and then none is made
up. CSV: the files of "Export" of surveys and of a recordings list have a header; columns are known by their names, in any
order, and the rest is kept. Their times have no zone.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from workbench.engine.stamps import Stamp
from workbench.model.records import Event, changed
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.forms import Form, reader_of
from workbench.readers.jsonsource import JsonSource, batches, whole_bytes
from workbench.readers.linereader import RecordReader
from workbench.readers.links import joined, link
from workbench.readers.mapping import stamp_of
from workbench.readers.raised import listed, mapping, word
from workbench.readers.recordmap import RecordMap
from workbench.readers.systems import System

_PARTS = {
    "t": "created_datetime|created_time|created_at|submitted_at|date_submitted|timestamp|start_time", "usual": 9,
    "event_id": "id|response_id|recording_id", "zone": "UTC", "prefix": "hotjar",
    "group": "recording_id|hotjar_user_id|user_id",
    "links": {"user_id": "user_id|hotjar_user_id", "replay_url": "recording_url|recording.url|recording_link|url",
              "url": "origin_url|source_url|page_url|window_url"},
}  # fmt: skip
_ROW = RecordMap("hotjar.survey", "Hotjar survey response or recording", "usersession", **_PARTS)  # type: ignore[arg-type]
LISTED = replace(_ROW, each="results", needs=("results[0].id", "results[0].answers"), name="survey response",
                 links={key: path.removesuffix("|url") for key, path in _ROW.links.items()})  # fmt: skip
HOOKS = tuple(
    replace(_ROW, each="data", needs=(f"event={event}", "data"), name=title,
            links=_ROW.links if event == "recording" else LISTED.links)
    for event, title in (("survey_response", "survey response"), ("feedback_response", "feedback"),
                         ("recording", "recording"))
)  # fmt: skip
EXAMPLES = {
    "hotjar.survey": json.dumps({"results": [
        {"id": "r1", "answers": [{"question_id": "q1", "answer": "The pay button does nothing"}], "comment": None,
         "tags": [{"name": "checkout"}]}], "next_cursor": None}),
    "hotjar.csv": "Number,User,Date Submitted,Country,Source URL,Device,Browser,OS,What went wrong?\n"
    "1,4f2a,2026-03-17 14:02:11,NL,https://shop.example/cart,Desktop,Chrome 120,Windows 10,The pay button does nothing\n",
}  # fmt: skip
# Columns by what they mean; of several the first that is there.
_COLUMNS = {
    "t": ("date submitted", "submitted at", "submitted", "recorded at", "start time", "created at", "created", "date",
          "timestamp"),
    "id": ("number", "response id", "recording id", "id"),
    "user_id": ("hotjar user id", "user id", "visitor id", "visitor", "user"),
    "replay_url": ("recording url", "recording link", "replay url", "replay link", "session recording", "recording"),
    "url": ("source url", "page url", "landing page", "entry page", "url", "page"),
}  # fmt: skip
_ROW_BYTES = re.compile(rb'(?:[^"\r\n]++|"(?:[^"]++|"")*+")++')
_OWN = ("hotjar user id", "source url", "page url")
COLUMNS_LIMIT, CELL_LIMIT = 300, 4000


def _response(event: Event, around: tuple[Any, ...]) -> Event:
    """The answers as text; questions are known by their ids only."""
    value = around[-1]
    said = [word(mapping(one).get("answer") or mapping(one).get("answers")) for one in listed(value.get("answers"))]
    text = "\n".join(part for part in [*said, word(value.get("comment") or value.get("message"))] if part)
    first = next((part for part in text.split("\n") if part), "")
    title = f"{event.title}: {first}" if first else event.title
    return changed(event, title=title[:300], body=text or event.body)


_READER = reader_of(
    "hotjar.survey", _ROW.title, ("usersession",), Form(LISTED, _response), *(Form(hook, _response) for hook in HOOKS)
)  # fmt: skip


def _sniff(head: bytes, name: str) -> Sniff:
    if b'"question_id"' in head and b'"answers"' in head and b'"results"' in head[:2000]:
        return Sniff(0.85, "its results have answers by question_id, as Hotjar's survey responses")
    if b'"event"' not in head or b'"data"' not in head or b'"version"' not in head:
        return NOT_MINE
    answer = _READER.judge(head, name)
    return answer if answer.confidence else NOT_MINE


def _sniff_csv(head: bytes, _name: str) -> Sniff:
    row = _ROW_BYTES.match(head.removeprefix(b"\xef\xbb\xbf"))
    if row is None or b"," not in row[0] and b";" not in row[0] or len(row[0]) > 60_000:
        return NOT_MINE
    names = [name.lower() for name in _cells(row[0])]
    found = {meaning: next((one for one in known if one in names), "") for meaning, known in _COLUMNS.items()}
    if not found["t"] or not (found["replay_url"] or (found["id"] and any(one in names for one in _OWN))):
        return NOT_MINE
    marks = (found["t"], found["replay_url"] or next(one for one in _OWN if one in names))
    return Sniff(0.75, f"its columns {marks[0]!r} and {marks[1]!r} are those of survey responses or a recordings list")


def _cells(row: bytes) -> list[str]:
    text = row.decode("utf-8", "replace")
    mark = ";" if text.count(";") > text.count(",") else ","
    try:
        return [cell.strip() for cell in next(csv.reader([text], delimiter=mark), [])[:COLUMNS_LIMIT]]
    except csv.Error:
        return []


def _read_csv(source: RawSource) -> Iterator[Batch]:
    text = JsonSource(whole_bytes(source), source.name)
    return batches(text, _rows(text), kinds="rows")


def _rows(text: JsonSource) -> Iterator[Event]:
    names: list[str] = []
    for found in _ROW_BYTES.finditer(text.text, 3 if text.text.startswith(b"\xef\xbb\xbf") else 0):
        cells = _cells(found[0])
        if not names:
            names = cells
        elif len(cells) != len(names):
            text.wrong(f"this row has {len(cells)} columns where the header has {len(names)}", found.start())
        else:
            yield _row(text, found, dict(zip(names, cells, strict=True)))


def _row(text: JsonSource, found: re.Match[bytes], row: Mapping[str, str]) -> Event:
    low = {name.lower(): value for name, value in row.items()}
    told = {meaning: next((low[one] for one in known if low.get(one)), "") for meaning, known in _COLUMNS.items()}
    stamp: Stamp | None = stamp_of(told["t"], "any") if told["t"] else None
    known = {name for names in _COLUMNS.values() for name in names}
    said = [f"{name}: {value}" for name, value in row.items() if value and name.endswith("?")]
    title = (
        f"recording {told['url']}"
        if told["replay_url"]
        else f"survey response: {said[0].partition('?: ')[2]}"
        if said
        else ""
    )
    rest = {f"hotjar.{name}": value[:CELL_LIMIT] for name, value in row.items() if value and name.lower() not in known}
    named = {"url.full": told["url"], "user.id": told["user_id"]}
    return Event(
        t=stamp.wall if stamp else None, place=text.place(found.start(), found.end()), kind="usersession",
        t_raw=told["t"] if stamp else "", naive=bool(stamp and stamp.naive), severity=9,
        resolution_ns=stamp.resolution_ns if stamp else 1, title=title[:300],
        body="\n".join(said) or title, event_id=told["id"], group_key=told["user_id"],
        attributes={key: value for key, value in named.items() if value} | rest,
        links=joined([link("user_id", told["user_id"]), link("url", told["url"]),
                      link("replay_url", told["replay_url"]) if told["replay_url"].startswith("http") else None]),
    )  # fmt: skip


READERS = (
    replace(_READER, judge=_sniff),
    RecordReader("hotjar.csv", "Survey responses or recordings list (CSV)", ("usersession",), _sniff_csv, _read_csv),
)
SYSTEMS = (
    System(
        "Hotjar", "user sessions", ("hotjar.survey", "hotjar.csv", "replay.link"),
        "Survey, Responses, Export CSV; the reply of `/surveys/ID/responses`; webhooks: keep the bodies; a recording: Share,"
        " copy the link (with the moment) into a text file. Beside it: HAR and console saved in the browser.",
        "A record an answer or a row of the recordings list; without a time where the API gives none.",
        "Recordings themselves and heat maps, which Hotjar exports in no form.", "The recording's link, with its moment.",
    ),
    System(
        "Crazy Egg", "user sessions", ("hotjar.csv", "replay.link"),
        "No export of recordings exists: copy the recording's link with its moment into a text file; Survey, Export CSV; add"
        " a screenshot or PDF of the snapshot, and a HAR saved in the browser.",
        "The link as a record with its moment; a record a row of the survey.",
        "Screenshots and PDFs are kept and shown, not read. Snapshots and heat maps have no machine-readable form.",
        "The recording's link, with its moment.",
    ),
)  # fmt: skip
