r"""Logs that count seconds from a start nobody wrote down: dmesg and X.org. And dmesg with the times it worked out (-T).

    [   12.345678] usb 1-1: new high-speed USB device number 2
    kern  :err   : [   12.345678] ata1: link is slow to respond
    [Tue Mar 17 14:02:11 2026] usb 1-1: new high-speed USB device number 2
    [    12.345] (EE) Failed to load module "vesa"

util-linux, dmesg(1) with -x, -r, -T and --time-format=delta; printk's `[%5lu.%06lu]`, perhaps with a caller (`[    T1]`);
X.org's LogVMessageVerb. Records that count from a start have no time; the seconds are kept in `uptime_s`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.model.severity import WORDS
from workbench.readers.patterned import Pattern, patterned, varied
from workbench.readers.sysloghead import PRI_SEVERITIES, facility_word, severity_word

EXAMPLES = {
    "linux.dmesg": (
        "[   12.345678] usb 1-1: new high-speed USB device number 2 using xhci_hcd\n"
        "[   12.345901] EXT4-fs error (device sda1): ext4_find_entry:1455: inode #2: comm ls: reading directory lblock 0\n"
    ),
    "xorg.log": (
        '[    12.345] (EE) Failed to load module "vesa" (module does not exist, 0)\n'
        "[    12.346] (II) Loading extension GLX\n"
        "[    12.347] X.Org X Server 1.21.1.7\n"
    ),
}
_DATE = r"[^\s\d]{2,5} [^\s\d]{2,5} [ \d]?\d \d\d:\d\d:\d\d \d{4}"
_SECONDS = r"\[ *(?P<t>\d{1,9}\.\d{6})(?: < *[+\d.]*>)?\](?:\[ *[TC]\d+\])?"
_WORDS = "emerg|alert|crit|err|warn|notice|info|debug"


def _row(start: str, whole: str, time: str = "iso", **more: Any) -> Pattern:
    return Pattern(
        "linux.dmesg", "Linux kernel (dmesg)", start, "begin with the kernel's time in brackets", whole=whole, time=time,
        weight=0.8, numbers=frozenset(("uptime_s",)), names={"facility": "syslog.facility", "pri": "syslog.pri"}, **more,
    )  # fmt: skip


def _more(groups: Mapping[str, str]) -> Mapping[str, Any]:
    pri = groups.get("pri", "")
    return {"severity_text": severity_word(pri), "syslog.facility": facility_word(pri)}


_UPTIME = r"\[ *(?P<uptime_s>\d+\.\d{6})(?: < *[+\d.]*>)?\](?:\[ *(?P<caller>[TC]\d+)\])? ?(?P<message>.*)"
_DECODED = rf"(?P<facility>[a-z0-9]{{3,8}}) *:(?P<level>{_WORDS}) *: "
DMESG = (
    _row(rf"^{_SECONDS}", rf"^{_UPTIME}"),
    _row(rf"^[a-z0-9]{{3,8}} *:(?P<level>{_WORDS}) *: {_SECONDS}", rf"^{_DECODED}{_UPTIME}"),
    _row(rf"^<(?P<level>\d{{1,3}})>{_SECONDS}", rf"^<(?P<pri>\d+)>{_UPTIME}", severities=PRI_SEVERITIES, more=_more),
    _row(rf"^\[(?P<t>{_DATE})\] ", rf"^\[{_DATE}\] (?P<message>.*)", "%a %b %e %H:%M:%S %Y"),
    _row(
        rf"^[a-z0-9]{{3,8}} *:(?P<level>{_WORDS}) *: \[(?P<t>{_DATE})\] ", rf"^{_DECODED}\[{_DATE}\] (?P<message>.*)",
        "%a %b %e %H:%M:%S %Y",
    ),
)  # fmt: skip
_MARKS = {"ee": 17, "ww": 13, "ii": 9, "ni": 13, "db": 5, "**": 9, "==": 9, "--": 9, "++": 9, "!!": 10, "??": 0}
XORG = Pattern(
    "xorg.log", "X.org server log", r"^\[ *(?P<t>\d{1,9}\.\d{3})\] (?:\((?P<level>[A-Z*=+!?-]{2})\) ?)?",
    "begin with X.org's seconds and perhaps a mark", sign=r"^\[ *\d+\.\d{3}\] (?:\([A-Z*=+!?-]{2}\)|\S)",
    whole=r"^\[ *(?P<uptime_s>\d+\.\d+)\] (?:\((?P<level>..)\) )?(?P<message>.*)", severities={**WORDS, **_MARKS},
    numbers=frozenset(("uptime_s",)), weight=0.8,
)  # fmt: skip
READERS = (*varied(*DMESG), *patterned(XORG))
