"""PRTG: historic data of a sensor (XML, CSV, JSON) and messages of its log (JSON of `table.json?content=messages`).

Fields: PRTG's manual, "Application Programming Interface". `datetime_raw` and the columns `(RAW)` are UTC, days since
1899-12-30, and for averages the end of their interval; texts beside them are in the server's language and zone and are
never read. A cell is empty where nothing was measured. A channel has a name, a sensor has none in this reply.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Iterator, Mapping
from math import nan
from typing import Any

from workbench.errors import SourceError
from workbench.model.records import Event, changed
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.forms import Form, reader_of
from workbench.readers.jsonsource import JsonSource, whole_bytes
from workbench.readers.jsonvalues import whole_at
from workbench.readers.linereader import RecordReader
from workbench.readers.metricpoints import Gathered, rows_of, sample
from workbench.readers.oledays import ole_stamp
from workbench.readers.raised import mapping, word
from workbench.readers.recordmap import RecordMap, plain
from workbench.readers.systems import System
from workbench.readers.xmlrows import repeated, xml_rows

SIZE_LIMIT = 256 * 1024 * 1024
MESSAGE = RecordMap(
    "prtg.messages", "PRTG log messages (table.json)", "alert",
    needs=("messages[0].objid|messages[0].datetime_raw", "prtg-version|treesize"), each="messages", t="datetime_raw",
    form="ole-utc", severity="status", usual=9,
    severities={"down": 17, "warning": 13, "unusual": 13, "up": 9, "paused": 9, "unknown": 9, "down (acknowledged)": 17,
                "down (partial)": 17},
    phase="status", phases={"Down": "open", "Warning": "open", "Unusual": "open", "Up": "close", "Paused": "update",
                            "Down (Acknowledged)": "ack", "Down (Partial)": "open"},
    name="{sensor|name} {status}: {message_raw}", body="message_raw", group="objid",
    resource={"host.name": "device|parent"}, links={"alert": "sensor|name"}, prefix="prtg",
)  # fmt: skip
_TAG = re.compile(r"<[^<>]{0,2000}>")
_UNIT = re.compile(r"[-\d.,\s]*([^\d\s.,][^\d]{0,20})$")
# Units whose display is the raw value itself; of others (MByte, kbit/s) the raw value is in another one.
_UNITS = {"%": "%", "msec": "ms", "#": "#", "sec": "s", "°C": "°C", "V": "V", "W": "W"}
_RAW = "(RAW)"
NOT_ENOUGH = "Not enough monitoring data"


def _message(event: Event, around: tuple[Any, ...]) -> Event:
    """Plain text where only HTML was given."""
    row = around[-1]
    if word(row.get("message_raw")) or not word(row.get("message")):
        return event
    text = " ".join(html.unescape(_TAG.sub(" ", word(row["message"]))).split())
    return changed(event, body=text, title=f"{event.title}: {text}"[:300])


# ---- historic data ----
def _sniff(head: bytes, _name: str) -> Sniff:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n#")
    if start[:1] == b"<":
        fits = re.match(rb"(?:<\?[^>]{0,200}\?>\s*)?(?:<!--.{0,200}?-->\s*)?<histdata[\s>/]", start, re.S)
        return Sniff(0.95, "its root element is histdata") if fits else NOT_MINE
    first = start.partition(b"\n")[0]
    if first[:1] == b"{":
        return Sniff(0.92, "it has histdata as PRTG's interface") if _json_names(head) else NOT_MINE
    if b"(RAW)" in first and re.match(rb'"?Date Time"?[,;]"?Date Time\(RAW\)"?', first):
        return Sniff(0.95, "its columns are PRTG's, each with its raw values beside it")
    if first.strip(b'"\r ').rstrip(b".") == NOT_ENOUGH.encode():
        return Sniff(0.9, "it says what PRTG says where it has no data")
    return NOT_MINE


def _json_names(head: bytes) -> bool:
    return b'"histdata"' in head and (b'"prtg-version"' in head or b'"datetime' in head)


def _read(source: RawSource) -> Iterator[Batch]:
    data = whole_bytes(source, SIZE_LIMIT)
    found = Gathered(source.name)
    start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] == b"<":
        _of_xml(data, found)
    elif start[:1] == b"{":
        _of_json(data, found)
    else:
        _of_csv(data, found)
    return found.batches()


def _time(text: str) -> int | None:
    stamp = ole_stamp(text)
    return stamp.wall if stamp is not None and stamp.wall > 0 else None


def _value(text: Any) -> float | None:
    """A raw value; one that is empty is a gap."""
    return nan if plain(text).strip() == "" else sample(text)


def _unit(shown: str) -> str:
    told = _UNIT.match(shown.strip())
    return _UNITS.get(told[1].strip(), "") if told else ""


def _of_xml(data: bytes, found: Gathered) -> None:
    read = xml_rows(data, ("item",), found.name)
    found.problems.extend(read.problems)
    found.skipped += len(read.problems)
    for _tag, row, _start, _end in read.rows:
        t = _time(plain(row.get("datetime_raw")))
        shown = {key: text for key, text in _channels(row.get("value"))}
        for key, text in _channels(row.get("value_raw")):
            found.add(key, found.file, [(t, _value(text))], unit=_unit(shown.get(key, "")))


def _channels(value: Any) -> Iterator[tuple[str, str]]:
    """Name and text of each channel."""
    for one in repeated(value):
        told = mapping(one)
        if name := word(told.get("@channel")) or word(told.get("@channelid")):
            yield name, word(told.get("#"))


def _of_csv(data: bytes, found: Gathered) -> None:
    text = data.decode("utf-8-sig", "replace")
    first = text.partition("\n")[0]
    if NOT_ENOUGH.lower() in first.lower():
        raise SourceError(f"PRTG answered “{first.strip()[:80]}”", found.name, "Ask for a longer range.")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    names: list[str] = []
    wrong = 0
    try:
        for row in rows:
            if not names:
                names = row
            elif len(row) > 1 and row[1].strip():
                _csv_row(names, row, found)
                wrong += len(row) != len(names)
            elif row and not re.match(r"(Averages|Sums|Minima|Maxima|Percentile)\b", row[0].strip()) and any(row):
                found.skipped += 1
                found.note("a row has no time; it is passed over", f"line {rows.line_num}")
    except csv.Error as error:
        found.skipped += 1
        found.note(f"the table is broken ({error}); what was whole before it is kept", f"line {rows.line_num}")
    if wrong:
        found.note(f"{wrong} rows have fewer or more cells than there are columns")


def _csv_row(names: list[str], row: list[str], found: Gathered) -> None:
    t = _time(row[1])
    for at, name in enumerate(names[: len(row)]):
        channel = name.removesuffix(_RAW)
        if at > 1 and name.endswith(_RAW) and channel not in ("Coverage", "Date Time"):
            found.add(channel.strip(), found.file, [(t, _value(row[at]))], unit=_unit(row[at - 1]))


def _of_json(data: bytes, found: Gathered) -> None:
    text = JsonSource(data, found.name)

    def take(position: int) -> None:
        start, _end, whole, _cut = whole_at(text, position)
        for row in rows_of(mapping(whole).get("histdata")):
            _json_row(row, found)
        if not isinstance(whole, Mapping) or "histdata" not in whole:
            text.wrong("this is no reply with histdata", start)

    text.each(take)
    found.problems = [*text.problems, *found.problems]
    found.skipped += text.skipped


def _json_row(row: Mapping[str, Any], found: Gathered) -> None:
    """Only rows that say when, in UTC, and of which channel can be read; others are refused and said."""
    if "datetime_raw" not in row:
        found.skipped += 1
        found.note("rows have no datetime_raw, only a text in the server's own zone; ask for XML or CSV")
        return
    t = _time(plain(row["datetime_raw"]))
    names = [key for key in row if not key.startswith(("datetime", "coverage"))]
    if any(key in ("value", "value_raw") for key in names):
        found.skipped += 1
        found.note("rows don't name their channels; ask with usecaption=1, or for XML or CSV")
        return
    for key in names:
        for ending in ("_raw", _RAW):
            if key.endswith(ending) and key != ending:
                found.add(key.removesuffix(ending), found.file, [(t, _value(row[key]))])
                break
        else:
            if f"{key}_raw" not in row and f"{key}{_RAW}" not in row:
                found.add(key, found.file, [(t, _value(row[key]))])


READERS = (
    reader_of("prtg.messages", MESSAGE.title, ("alert",), Form(MESSAGE, _message)),
    RecordReader("prtg.history", "PRTG historic data (XML, CSV, JSON)", ("metric",), _sniff, _read),
)
EXAMPLES = {
    "prtg.messages": json.dumps({"prtg-version": "24.1.90.1306", "treesize": 1, "messages": [
        {"objid": 2304, "datetime": "17.03.2026 15:02:11", "datetime_raw": 46098.5848495370, "type": "Ping", "name": "Ping",
         "status": "Down", "status_raw": 607, "message": "<div class=\"logmessage\">Request timed out</div>",
         "message_raw": "Request timed out", "sensor": "Ping", "device": "web-1"}]}),
    "prtg.history": (
        '"Date Time","Date Time(RAW)","Ping Time","Ping Time(RAW)","Coverage","Coverage(RAW)"\r\n'
        '"3/17/2026 3:02:11 PM","46098.5848495370","12 msec","12.0000","100 %","0000010000"\r\n'
        '"Averages (of 1 values)","","12 msec","","100 %",""\r\n'
    ),
}  # fmt: skip
SYSTEMS = (
    System(
        "PRTG", "uptime and performance", ("prtg.history", "prtg.messages"),
        "`api/historicdata.xml` or `.csv` of a sensor (a file a sensor); `api/table.json?content=messages&"
        "columns=objid,datetime,datetime_raw,type,name,status,message,message_raw,sensor,device`.",
        "A series a channel, of the raw values, by the UTC of `datetime_raw`; a gap where nothing was measured. A message "
        "as an alert's step: Down and Warning open, Up closes.",
        "The texts in the server's language and zone; coverage; rows of averages and sums. JSON rows without "
        "`datetime_raw`, or whose channels have no names.",
    ),
)  # fmt: skip
