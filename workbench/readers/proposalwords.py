"""What keys and columns are usually called, by what they mean; the words that states and priorities are written in.

Names are compared in lower case without `_`, `-`, `.`, `@` and blanks. The better name stands further in front.
"""

from __future__ import annotations

_APART = str.maketrans("", "", "_-.@ #:()")

TIMES = (
    "timestamp", "time", "eventtime", "ts", "t", "datetime", "occurredat", "firedat", "triggeredat", "startsat",
    "startedat", "starttime", "start", "from", "openedat", "raisedat", "eventtimestamp", "createdat", "created",
    "createdtime", "creationdate", "date", "when", "begin", "begintime", "alerttime", "eventdate", "logtime",
    "timegenerated", "timestampms", "timestamputc", "utctime", "timems", "epoch", "sentat", "timecreated",
    "datetimeraw", "at",
)  # fmt: skip
ENDS = (
    "endsat", "endedat", "endtime", "end", "to", "resolvedat", "closedat", "finishedat", "completedat", "recoveredat",
    "clearedat", "until", "stop", "stoptime", "finish", "ended", "resolved", "closed", "clearedon", "resolvedtime",
)  # fmt: skip
OBSERVED = (
    "receivedat", "received", "ingestedat", "ingestiontime", "observedat", "observedtimestamp", "collectedat",
    "processedat", "indexedat", "insertedat", "arrivedat", "receivedtime",
)  # fmt: skip
OTHER_TIMES = ("updatedat", "updated", "modifiedat", "lastseen", "lastupdated", "lastmodified", "expiresat")
SEVERITIES = (
    "severity", "level", "loglevel", "severitytext", "prio", "priority", "urgency", "criticality", "sev", "alertlevel",
    "importance", "severitylevel", "lvl",
)  # fmt: skip
PHASES = ("status", "state", "action", "eventaction", "alertstate", "newstate", "currentstate", "alertstatus", "phase")
TITLES = (
    "title", "summary", "subject", "alertname", "headline", "message", "msg", "name", "rule", "rulename", "shortdescription",
    "event", "eventname", "check", "checkname", "text", "label", "description",
)  # fmt: skip
BODIES = ("description", "body", "message", "details", "detail", "text", "msg", "content", "comment", "longdescription")
IDS = (
    "id", "eventid", "alertid", "uuid", "guid", "messageid", "notificationid", "number", "key", "incidentid", "recordid",
    "identifier", "uid",
)  # fmt: skip
GROUPS = ("fingerprint", "dedupkey", "groupkey", "alias", "aggregationkey", "correlationkey", "thread", "threadid")
METRIC_NAMES = (
    "metric",
    "metricname",
    "name",
    "series",
    "measurement",
    "counter",
    "sensor",
    "channel",
    "field",
    "variable",
)
METRIC_VALUES = ("value", "val", "reading", "measure", "average", "avg", "count", "amount", "sample", "doublevalue")

STATES = {
    **dict.fromkeys(
        ("firing", "open", "opened", "triggered", "trigger", "alerting", "alert", "problem", "down", "new", "active",
         "raised", "created", "started", "fired", "in alarm", "alarm", "failed", "failing", "critical", "reopened"), "open"),
    **dict.fromkeys(
        ("resolved", "resolve", "ok", "closed", "close", "recovered", "recovery", "up", "cleared", "normal", "fixed",
         "ended", "done", "completed", "finished", "inactive", "success"), "close"),
    **dict.fromkeys(("acknowledged", "acknowledge", "acked", "ack", "assigned", "in progress"), "ack"),
    **dict.fromkeys(("updated", "update", "escalated", "changed", "annotated", "no data", "pending"), "update"),
}  # fmt: skip
"""Words of states to phases. A state with a word that isn't here is said to be unknown, not guessed."""


def plain_name(path: str) -> str:
    """The last key of a path, as names are compared."""
    return path.rpartition(".")[2].split("[")[0].translate(_APART).lower() or path.translate(_APART).lower()


def rank(path: str, names: tuple[str, ...]) -> int:
    """How good a name is for something, 0 the best; -1 where it is none."""
    name = plain_name(path)
    return names.index(name) if name in names else -1
