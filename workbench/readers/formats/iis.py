r"""IIS' own log file format: columns with commas, fixed.

    203.0.113.9, -, 03/17/26, 14:02:11, W3SVC1, WEB1, 10.0.0.4, 1250, 163, 3223, 503, 64, GET, /cart, id=7,

Form: Microsoft's "IIS Log File Formats" (client, user, date, time, service, server's name and address, ms taken, bytes
received and sent, status, Windows' status, method, target, parameters). The time is the server's local one; the date is
the one of its language: month first, unless a month above twelve says that the day is first.
"""

from __future__ import annotations

from collections.abc import Callable

from workbench.readers.columned import Columned, columned
from workbench.readers.core import Sniff
from workbench.readers.linereader import LineReader

EXAMPLES = {
    "iis.native": (
        "203.0.113.9, -, 03/17/26, 14:02:11, W3SVC1, WEB1, 10.0.0.4, 1250, 163, 3223, 503, 64, GET, /cart, id=7,\n"
        "203.0.113.9, ann, 03/17/26, 14:02:12, W3SVC1, WEB1, 10.0.0.4, 15, 163, 512, 200, 0, GET, /, -,\n"
    )
}
_LAYOUT = (
    "client.address", "user.name", "", "", "iis.service", "host.name", "server.address", "duration_ms",
    "http.request.body.size", "http.response.body.size", "http.response.status_code", "iis.win32_status",
    "http.request.method", "url.path", "url.query",
)  # fmt: skip
_MONTH, _DAY = r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"


def _row(date: str, form: str, weight: float) -> Columned:
    return Columned(
        "iis.native",
        "IIS log file format",
        start=(
            rf"^[^,\s]+, [^,]+, (?P<t>{date}, \d{{1,2}}:\d\d:\d\d), [A-Z0-9]+, [^,]+, [^,]+, \d+, \d+, \d+, "
            r"(?P<level>\d{3}), "
        ),
        why="have the columns of IIS' own format",
        time=form,
        layouts=(_LAYOUT,),
        word=r"[^,]+?(?=,\s|,?\s*$)",
        numbers=frozenset(("duration_ms", "http.request.body.size", "iis.win32_status")),
        weight=weight,
    )


_JUDGES: tuple[Callable[[bytes, str], Sniff], ...] = tuple(
    columned(row)[0].judge
    for row in (
        _row(rf"{_MONTH}/{_DAY}/\d\d", "%m/%d/%y, %H:%M:%S", 0.95),
        _row(rf"{_MONTH}/{_DAY}/\d{{4}}", "%m/%d/%Y, %H:%M:%S", 0.95),
        _row(rf"{_DAY}/{_MONTH}/\d\d", "%d/%m/%y, %H:%M:%S", 0.94),
        _row(rf"{_DAY}/{_MONTH}/\d{{4}}", "%d/%m/%Y, %H:%M:%S", 0.94),
    )
)


def _sniff(head: bytes, name: str) -> Sniff:
    return max((judge(head, name) for judge in _JUDGES), key=lambda sniff: sniff.confidence)


READERS = (LineReader("iis.native", "IIS log file format", _sniff),)
