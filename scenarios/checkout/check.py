"""Checks a recording: `python -m scenarios.checkout.check ARCHIVE TRUTH`."""

import argparse
import re
import socket
import statistics
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from scenarios.checkout.evidence import Evidence, Frame, utc
from scenarios.checkout.history import git

Finding = tuple[bool, str]
SETTLE = timedelta(seconds=10)
ROLES = {"checkout-dev <checkout-dev@shop.example>", "platform <platform@shop.example>"}
ALERTS = {"CheckoutP99High", "Gateway5xxRate", "OrdersPoolSaturated"}


def repository(evidence: Evidence) -> Iterator[Finding]:
    """The bundle clones, is long enough and knows the deployed commits."""
    clone = evidence.root.parent / "clone"
    git(evidence.root, "clone", "-q", "repository/shop.bundle", str(clone))
    commits = git(clone, "rev-list", "main").split()
    yield len(commits) >= 60, f"{len(commits)} commits"
    people = set(git(clone, "log", "--format=%an <%ae>%n%cn <%ce>").splitlines())
    yield people == ROLES, f"authors {sorted(people)}"
    deployed = [each["commit"] for each in evidence.truth["deployed_commits"]]
    yield len(set(deployed)) == 10 and set(deployed) <= set(commits), f"{len(deployed)} deployed"
    events = evidence.rows("deploys/deploys.jsonl")
    kinds = [event["context"]["type"].split(".")[3] for event in events]
    yield kinds.count("rolledback") == 1 and len(kinds) == 11, f"deploy records {len(kinds)}"


def frames(evidence: Evidence) -> Iterator[Finding]:
    """Every frame of ours names a line that really makes the call of the frame above it."""
    clone = evidence.root.parent / "clone"
    rollouts = [
        (utc(event["context"]["timestamp"]), event["customData"])
        for event in evidence.rows("deploys/deploys.jsonl")
        if event["subject"]["id"] == "orders"
    ]
    sources: dict[tuple[str, str], list[str]] = {}
    seen = wrong = 0
    for trace in evidence.stack_traces():
        # For some seconds after a roll-out the old process still answers.
        revisions = {data["commit"] for when, data in rollouts if when <= trace.time} and {
            [data["commit"] for when, data in rollouts if when <= moment][-1]
            for moment in (trace.time, max(trace.time - SETTLE, rollouts[0][0]))
        }
        for above, frame in zip((None, *trace.frames), trace.frames, strict=False):
            if frame.owner.startswith("shop."):
                seen += 1
                wrong += not any(calls(clone, commit, frame, above, sources) for commit in revisions)
    yield seen > 1000 and wrong == 0, f"{seen} frames of ours, {wrong} do not match"


def calls(
    clone: Path, commit: str, frame: Frame, above: Frame | None, sources: dict[tuple[str, str], list[str]]
) -> bool:
    """Whether the line of a frame holds the call, or the throw when it is the innermost."""
    path = f"orders/src/{frame.owner.split('$')[0].replace('.', '/')}.java"
    if (commit, path) not in sources:
        sources[commit, path] = git(clone, "show", f"{commit}:{path}").splitlines()
    text = sources[commit, path][frame.line - 1]
    if above is None:
        return "new " in text
    # A method reference leaves no frame of its own between the route and the endpoint.
    return f"{above.method}(" in text or "endpoint.answer(" in text


def clocks(evidence: Evidence) -> Iterator[Finding]:
    """Each clock is wrong by what the truth says."""
    ended = {trace: when for when, _, trace in evidence.access}
    apart = [
        (row["time"] - ended[row["trace_id"]]).total_seconds()
        for row in evidence.payments
        if row.get("ms") and row["trace_id"] in ended
    ]
    # nginx cuts its times down to whole seconds, hence about half a second.
    middle = statistics.median(apart)
    yield abs(middle - 0.5) < 0.3, f"payments, put right, is {middle:.2f} s from the gateway"
    times = [when for when, _, _ in evidence.orders_events()]
    start, end = (utc(evidence.truth["window"][each]) for each in ("start", "end"))
    near = start - timedelta(minutes=1) < times[0] and times[-1] < end + timedelta(minutes=1)
    yield near, f"orders, put right, runs from {times[0]:%H:%M:%S} to {times[-1]:%H:%M:%S}"


def course(evidence: Evidence) -> Iterator[Finding]:
    """Errors begin after the culprit and end after the way back."""
    truth = evidence.truth
    begin = utc(truth["culprit"]["deployed"])
    end = utc(truth["rollback"]["time"]) + SETTLE
    # nginx logs whole seconds, so a second of slack at the start.
    before = [s for t, s, _ in evidence.access if t < begin - timedelta(seconds=1) and s >= 500]
    between = [s for t, s, _ in evidence.access if begin <= t <= end and s >= 500]
    after = [s for t, s, _ in evidence.access if t > end and s >= 500]
    kinds = {status: between.count(status) for status in sorted(set(between))}
    yield not before and not after, f"5xx before {len(before)}, after the way back {len(after)}"
    yield len(kinds) >= 2 and len(between) > 100, f"5xx between {kinds}"
    late = [when for when, level, _ in evidence.orders_events() if level == "ERROR" and not begin < when < end]
    yield not late, f"errors of orders outside of the incident {len(late)}"
    refused = [t for t, s, _ in evidence.access if s in (409, 422) and t > utc(truth["fix"]["deployed"])]
    page = sorted((evidence.root / "metrics/orders").iterdir())[-1].read_text()
    left = re.search(r"^orders_db_pool_connections_in_use (\d+)", page, re.M)
    yield (
        len(refused) > 24 and left is not None and int(left[1]) < 4,
        (f"{len(refused)} refused after the fix, {left and left[1]} connections in use at the end"),
    )


def alerts(evidence: Evidence) -> Iterator[Finding]:
    """Every alert fired and was resolved."""
    seen = set()
    for path in sorted((evidence.root / "alerts").iterdir()):
        text = path.read_text(encoding="utf-8")
        seen |= {
            (name, state)
            for name in ALERTS
            for state in ("firing", "resolved")
            if f'"alertname":"{name}"' in text and f'"status":"{state}"' in text
        }
    yield len(seen) == 2 * len(ALERTS), f"alerts {sorted(seen)}"


def joins(evidence: Evidence) -> Iterator[Finding]:
    """The traces of the spans stand in the logs."""
    logged = {trace for _, _, trace in evidence.access}
    for service in ("orders", "payments", "catalog"):
        text = (evidence.root / service / f"{service}.log").read_text(encoding="utf-8")
        mine = {span["traceId"] for name, span in evidence.spans if name == service}
        here = set(re.findall(r'trace_id(?:=|":")([0-9a-f]{32})', text))
        yield (
            len(mine & logged) > 0.97 * len(mine),
            (f"{service}: {len(mine)} traces, {len(mine & logged)} at the gateway, {len(mine & here)} in its own log"),
        )
    yield len(evidence.spans) > 1000, f"{len(evidence.spans)} spans"


def files(evidence: Evidence) -> Iterator[Finding]:
    """Scrapes are many and small, tests fail before and pass after, no machine is named."""
    pages = list((evidence.root / "metrics").rglob("*.prom"))
    largest = max(page.stat().st_size for page in pages)
    yield 470 <= len(pages) <= 510 and largest <= 4096, f"{len(pages)} scrapes up to {largest} B"
    counts = {
        name: ElementTree.parse(evidence.root / f"tests/junit-{name}.xml").getroot()[0].attrib
        for name in ("before", "after")
    }
    failed = {name: (each["failures"], each["errors"], each["tests"]) for name, each in counts.items()}
    yield failed["before"][:2] == ("1", "0") and failed["after"][:2] == ("0", "0"), f"{failed}"
    # A folder of the machine or its name would tell where the recording was made.
    private = re.compile(r"/tmp/|/home/|" + re.escape(str(Path.cwd())) + r"|\b" + re.escape(socket.gethostname()) + r"\b")
    named = [
        path.name
        for path in evidence.root.rglob("*")
        if path.suffix != ".bundle" and path.is_file() and private.search(path.read_text(encoding="utf-8"))
    ]
    yield not named, f"files that name the machine {named}"


CHECKS: tuple[Callable[[Evidence], Iterator[Finding]], ...] = (repository, frames, clocks, course, alerts, joins, files)


def main() -> None:
    """Print every finding; end with an error when one of them is bad."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("truth", type=Path)
    asked = parser.parse_args()
    good = True
    with tempfile.TemporaryDirectory() as folder:
        evidence = Evidence(asked.archive, asked.truth, Path(folder))
        for check in CHECKS:
            for passed, text in check(evidence):
                print("ok " if passed else "BAD", f"{check.__name__}: {text}")
                good = good and passed
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
