r"""MongoDB's log since 4.4: one JSON object a line.

    {"t":{"$date":"2026-03-17T14:02:11.123+00:00"},"s":"W","c":"NETWORK","id":22943,"ctx":"listener","msg":"…","attr":{…}}

Form: MongoDB's manual, "Log Messages", structured logging: `s` is F, E, W, I or D1 to D5.
"""

from __future__ import annotations

from workbench.readers.jsonrows import JsonPattern, json_rows

EXAMPLES = {
    "mongodb.json": (
        '{"t":{"$date":"2026-03-17T14:02:11.123+00:00"},"s":"W","c":"NETWORK","id":22943,"ctx":"listener",'
        '"msg":"Connection accepted","attr":{"remote":"10.0.0.7:51020","connectionCount":3}}\n'
        '{"t":{"$date":"2026-03-17T14:02:12.001+00:00"},"s":"I","c":"COMMAND","id":51803,"ctx":"conn12",'
        '"msg":"Slow query","attr":{"ns":"shop.orders","durationMillis":2031}}\n'
    )
}
ROW = JsonPattern(
    "mongodb.json", "MongoDB log (JSON, since 4.4)", "have MongoDB's t.$date, s and c",
    keys=("t.$date", "s", "c"), stamp_keys=("t.$date",), level_keys=("s",),
    severities={"f": 21, "e": 17, "w": 13, "i": 9, "d": 5, "d1": 5, "d2": 4, "d3": 3, "d4": 2, "d5": 1},
    message=("msg",),
    names={"c": "mongodb.component", "id": "mongodb.id", "ctx": "thread.name", "attr.durationMillis": "duration_ms",
           "attr.ns": "db.namespace", "s": ""},
)  # fmt: skip
READERS = json_rows(ROW)
