r"""journalctl's text outputs with times that no syslog file has: short-full, short-unix, short-monotonic, short-delta.

    Tue 2026-03-17 14:02:11 CET web1 sshd[4711]: error: connection reset
    1773756131.123456 web1 sshd[4711]: error: connection reset
    [   12.345678] web1 systemd[1]: Started x.

systemd, journalctl(1), "--output=". What follows a message's first line is indented. Monotonic times count from the boot,
which the text doesn't tell: their records have no time. short, short-iso and short-precise are syslog's own forms.
"""

from __future__ import annotations

from workbench.readers.innerlevel import NEXT, SEVERITIES
from workbench.readers.patterned import Pattern, varied
from workbench.readers.syslogbody import syslog_fields
from workbench.readers.sysloghead import HOST, PROGRAM

EXAMPLES = {
    "journald.short": (
        "Tue 2026-03-17 14:02:11 CET web1 sshd[4711]: error: kex_exchange_identification: reset\n"
        "    and a second line of it\n"
        "Tue 2026-03-17 14:02:12 CET web1 systemd[1]: Started Session 4 of User ann.\n"
    )
}
_FULL = r"[^\s\d]{2,5} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{6})?"
_MONOTONIC = r"\[ *(?P<t>\d{1,9}\.\d{6})(?: <[^>]*>)?\]"


def _row(stamp: str, time: str, why: str, sign: str = "") -> Pattern:
    unnamed = stamp.replace("?P<t>", "?:")
    return Pattern(
        "journald.short", "systemd journal as text (journalctl -o short-…)",
        rf"^{stamp} (?:{HOST}) (?:[^\s:]+: )?{NEXT}", why, time=time, sign=sign, severities=SEVERITIES, more=syslog_fields,
        whole=rf"^{unnamed} (?P<host>{HOST}) {PROGRAM} ?(?P<message>.*)", literal=True,
        names={"tag": "service.name", "named": "service.name"},
    )  # fmt: skip


ROWS = (
    _row(rf"(?P<t>{_FULL} [A-Z]{{2,5}})", "%a %Y-%m-%d %H:%M:%S %Z", "have weekday, date, zone, host and program"),
    _row(rf"(?P<t>{_FULL}) [+-]\d\d(?:\d\d)?", "%a %Y-%m-%d %H:%M:%S", "have weekday, date, zone, host and program"),
    _row(r"(?P<t>\d{10}\.\d{6})", "epoch", "have an epoch, host and program", rf"^\S+ {HOST} {PROGRAM}"),
    # dmesg's own lines begin alike, without a host
    _row(
        _MONOTONIC, "iso", "have seconds since the boot, host and program",
        rf"^\[ *\d+\.\d+(?: <[^>]*>)?\] {HOST} (?:kernel|[^\s:\[\]]+\[\d+\]): ",
    ),
)  # fmt: skip
READERS = varied(*ROWS)
