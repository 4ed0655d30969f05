r"""AWS VPC flow logs: columns in the default order, or in the one that the file's first line names.

    version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status
    2 123456789010 eni-1235b8ca 10.0.0.9 10.0.0.5 443 49152 6 20 4249 1773756131 1773756191 ACCEPT OK

Form: Amazon VPC's user guide, "Flow log records". `start` and `end` bound the seconds in which the packets were
counted; `-` stands for what was not seen. Files in S3 begin with the columns' names; a log from CloudWatch has none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from workbench.readers.columned import Columned, format_of
from workbench.readers.core import NOT_MINE, Sniff
from workbench.readers.heads import fit, head_lines
from workbench.readers.linereader import LineReader

EXAMPLES = {
    "aws.vpcflow": (
        "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action "
        "log-status\n"
        "2 123456789010 eni-1235b8ca 10.0.0.9 10.0.0.5 443 49152 6 20 4249 1773756131 1773756191 ACCEPT OK\n"
        "2 123456789010 eni-1235b8ca 10.0.0.9 10.0.0.5 443 22 6 2 80 1773756191 1773756251 REJECT OK\n"
    ),
}
DEFAULT = (
    "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status"
)
_NAMES = {
    "version": "aws.flow.version", "account-id": "cloud.account.id", "interface-id": "aws.flow.interface",
    "srcaddr": "source.address", "dstaddr": "destination.address", "srcport": "source.port", "start": "",
    "dstport": "destination.port", "protocol": "network.protocol.number", "packets": "aws.flow.packets",
    "bytes": "network.io.bytes", "end": "aws.flow.end", "action": "aws.flow.action", "log-status": "aws.flow.log_status",
    "region": "cloud.region", "instance-id": "host.id",
}  # fmt: skip
_NUMBERS = frozenset(("source.port", "destination.port", "network.io.bytes", "aws.flow.packets"))
_ACTIONS = {"accept": 9, "reject": 13}
_COLUMNS = re.compile(r"[a-z][a-z-]+(?: [a-z][a-z-]+)+$")


def _title(values: Mapping[str, Any]) -> str:
    ends = [
        f"{values.get(f'{end}.address', '-')}:{values.get(f'{end}.port', '-')}" for end in ("source", "destination")
    ]
    return f"{values.get('aws.flow.action', '')} {' to '.join(ends)}".strip()


def _row(columns: Sequence[str]) -> Columned:
    """The row for this order: the stamp where `start` stands, the level where `action` does."""
    parts = [_pattern(column) for column in columns]
    return Columned(
        "aws.vpcflow",
        "AWS VPC flow log",
        start=rf"^{' '.join(parts)}\s*$",
        why="have the columns of a flow log",
        layouts=(tuple(_NAMES.get(column, column) for column in columns),),
        time="epoch",
        severities=_ACTIONS,
        numbers=_NUMBERS,
        headline=_title,
    )


def _pattern(column: str) -> str:
    if column == "start":
        return r"(?P<t>\d{10}|-)"
    known = {"action": "(?P<level>ACCEPT|REJECT|-)", "end": r"(?:\d{10}|-)", "interface-id": "(?:eni-[0-9a-f]+|-)"}
    return known.get(column, r"\S+")


_DEFAULT = _row(DEFAULT.split())


def _sniff(head: bytes, _name: str) -> Sniff:
    lines = head_lines(head)
    first = lines[0].strip() if lines else ""
    row = _DEFAULT
    if _COLUMNS.match(first):
        columns = first.split()
        if not {"start", "srcaddr"} <= {*columns} or len(set(columns)) < len(columns) or len(columns) > 60:
            return NOT_MINE
        row = _row(columns)
    found = fit(re.compile(row.start, re.ASCII), lines)
    if not found.trust:
        return NOT_MINE
    return Sniff(0.95 * found.trust, f"{found.matched} of {found.filled} lines {row.why}", format_of(row))


READERS = (LineReader("aws.vpcflow", "AWS VPC flow log", _sniff),)
