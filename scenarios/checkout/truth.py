"""The answers to the incident, computed from the run that produced it."""

import re
import xml.etree.ElementTree as ElementTree
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from scenarios.checkout import story
from scenarios.checkout.deploys import Deploy
from scenarios.checkout.history import git
from scenarios.checkout.room import Room
from scenarios.checkout.services import LOCAL_ZONE, OFFSET_SECONDS

STORE = "orders/src/shop/orders/OrderStore.java"
DATABASE_ERROR = re.compile(r"^(\S+ \S+) UTC \[\d+\] \S+ ERROR:  (.*)$", re.M)
ERROR = re.compile(r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) ERROR ")
CAUSE = (
    "Since the commit, reserve() no longer gives its connection back in a finally block, so every "
    "reservation refused with an exception (sold out, invalid coupon) keeps one of the 24 pooled "
    "connections for ever, until callers time out waiting for one."
)
POOL = {
    "in_use": {"name": "orders_db_pool_connections_in_use", "unit": "connections"},
    "max": {"name": "orders_db_pool_connections_max", "unit": "connections"},
    "waiting": {"name": "orders_db_pool_waiting_threads", "unit": "threads"},
    "timeouts": {"name": "orders_db_pool_timeouts_total", "unit": "waits"},
}


def orders_time(text: str) -> datetime:
    """A time of the orders log, which is local and names no zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(LOCAL_ZONE)).astimezone(UTC)


def written(moment: datetime) -> str:
    """A time as the truth writes it."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def errors_of_orders(log: Path) -> list[tuple[str, str]]:
    """UTC time and first line of the stack trace of every error."""
    lines = log.read_text(encoding="utf-8").splitlines()
    return [
        (written(orders_time(found[1])), lines[number + 1])
        for number, line in enumerate(lines)
        if (found := ERROR.match(line))
    ]


def first_error_of_database(log: Path) -> dict[str, str]:
    """What the database refused first; it is a consequence, some milliseconds earlier."""
    found = DATABASE_ERROR.search(log.read_text(encoding="utf-8"))
    if found is None:
        return {}
    return {"time": written(datetime.fromisoformat(found[1]).replace(tzinfo=UTC)), "message": found[2]}


def tests(out: Path) -> dict[str, object]:
    """How many tests each report holds, and which of them failed."""
    found: dict[str, object] = {}
    for name in ("before", "after"):
        cases = list(ElementTree.parse(out / f"tests/junit-{name}.xml").iter("testcase"))
        failed = [case.get("name") for case in cases if case.find("failure") is not None]
        found[name] = {"tests": len(cases), "failed": failed}
    return found


def culprit_lines(repository: Path, commit: str) -> dict[str, object]:
    """Where the commit changed the file, in the numbering of its own revision."""
    diff = git(repository, "diff", "-U0", f"{commit}^", commit, "--", STORE)
    hunks = [(int(start), int(count or 1)) for start, count in re.findall(r"^@@ \S+ \+(\d+)(?:,(\d+))? @@", diff, re.M)]
    source = git(repository, "show", f"{commit}:{STORE}").splitlines()
    first = min(start for start, _ in hunks)
    last = max(start + max(count, 1) - 1 for start, count in hunks)
    numbered = [(place, source[place - 1]) for place in range(first - 1, last + 1)]
    return {
        "file": STORE,
        "lines": [first, last],
        "borrow_line": next(place for place, text in numbered if "pool.borrow()" in text),
        "release_line": next(place for place, text in numbered if "pool.release(" in text),
    }


def counts(out: Path) -> dict[str, int]:
    """Lines of every log, and how many files the other folders hold."""
    logs = (
        "gateway/access.log",
        "gateway/error.log",
        "orders/orders.log",
        "payments/payments.log",
        "catalog/catalog.log",
        "postgres/postgresql.log",
        "traces/spans.jsonl",
        "deploys/deploys.jsonl",
    )
    return {name: (out / name).read_bytes().count(b"\n") for name in logs}


def deployed(deploys: list[Deploy]) -> list[dict[str, str]]:
    """The commits that were rolled out, without the way back."""
    return [
        {"service": each.service, "version": each.version, "commit": each.commit, "time": each.time}
        for each in deploys
        if each.kind == "upgraded"
    ]


def clocks() -> dict[str, object]:
    """What is wrong or unsaid about the times in the sources."""
    return {
        "offset": {
            "process": "payments",
            "log": "payments/payments.log",
            "add_seconds": -OFFSET_SECONDS,
            "applies_to": ["payments/payments.log", "spans of service payments"],
        },
        "local": {
            "process": "orders",
            "log": "orders/orders.log",
            "zone": LOCAL_ZONE,
            "applies_to": ["orders/orders.log"],
        },
        "utc_without_zone": ["gateway/error.log"],
    }


def truth(room: Room, deploys: list[Deploy], marks: dict[str, str]) -> dict[str, object]:
    """Everything an investigator should find, and where it is seen."""
    by_release = {(each.service, each.version): each for each in deploys if each.kind == "upgraded"}
    culprit, fix = by_release[story.CULPRIT], by_release[story.FIX]
    back = next(each for each in deploys if each.kind == "rolledback")
    every = errors_of_orders(room.out / "orders/orders.log")
    errors = [each for each in every if each[0] > culprit.time]
    # Route wraps a pool timeout, and nothing else, into ServiceUnavailableException.
    drained = next(stamp for stamp, text in errors if "ServiceUnavailableException" in text)
    return {
        "incident": "INC-2041",
        "window": {"start": marks["window_start"], "end": marks["window_end"]},
        "cause": CAUSE,
        "culprit": {
            "commit": culprit.commit,
            "service": culprit.service,
            "version": culprit.version,
            "deployed": culprit.time,
            "subject": git(room.repository, "log", "-1", "--format=%s", culprit.commit),
            **culprit_lines(room.repository, culprit.commit),
        },
        "first_failing_service": "orders",
        "first_error": {"time": errors[0][0], "exception": errors[0][1]},
        "first_error_of_database": first_error_of_database(room.out / "postgres/postgresql.log"),
        "first_pool_timeout": drained,
        "last_error_of_orders": errors[-1][0],
        "errors_of_orders": {"before_culprit": len(every) - len(errors), "after_culprit": len(errors)},
        "clocks": clocks(),
        "rollback": {
            "time": back.time,
            "from_commit": back.previous_commit,
            "to_commit": back.commit,
            "to_version": back.version,
        },
        "fix": {"commit": fix.commit, "version": fix.version, "deployed": fix.time},
        "deployed_commits": deployed(deploys),
        "pool_metrics": POOL,
        "ticket": marks,
        "tests": tests(room.out),
        "lines": counts(room.out),
        "commits": int(git(room.repository, "rev-list", "--count", "main")),
        "scrapes": len(list((room.out / "metrics").rglob("*.prom"))),
        "alerts": len(list((room.out / "alerts").glob("*.json"))),
    }
