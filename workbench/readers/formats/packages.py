r"""What was installed when: dpkg's log, apt's history and terminal log.

    2026-03-17 14:02:11 upgrade libc6:amd64 2.36-9 2.36-10
    Start-Date: 2026-03-17  14:02:11
    Commandline: apt-get upgrade
    Upgrade: libc6:amd64 (2.36-9, 2.36-10)
    End-Date: 2026-03-17  14:02:31

dpkg(1), `log`; apt's pkgdpkgpm.cc (history.log is one paragraph a run, term.log what the run printed between `Log
started:` and `Log ended:`). Local time without a zone.
"""

from __future__ import annotations

from workbench.readers.patterned import Pattern, patterned

EXAMPLES = {
    "dpkg.log": (
        "2026-03-17 14:02:11 startup packages configure\n2026-03-17 14:02:11 upgrade libc6:amd64 2.36-9 2.36-10\n"
        "2026-03-17 14:02:12 status installed libc6:amd64 2.36-10\n"
    ),
    "apt.history": (
        "Start-Date: 2026-03-17  14:02:11\nCommandline: apt-get upgrade\nUpgrade: libc6:amd64 (2.36-9, 2.36-10)\n"
        "End-Date: 2026-03-17  14:02:31\n\nStart-Date: 2026-03-18  06:11:02\nCommandline: /usr/bin/unattended-upgrade\n"
        "Remove: linux-image-6.1.0-17-amd64:amd64 (6.1.69-1)\nEnd-Date: 2026-03-18  06:11:40\n"
    ),
    "apt.term": (
        "Log started: 2026-03-17  14:02:11\n(Reading database ... 4711 files currently installed.)\n"
        "Setting up libc6:amd64 (2.36-10) ...\nLog ended: 2026-03-17  14:02:31\n"
    ),
}
_ACTIONS = "install|upgrade|configure|trigproc|disappear|remove|purge|status|conffile|startup"
DPKG = Pattern(
    "dpkg.log",
    "dpkg log",
    rf"^(?P<t>\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d) (?:{_ACTIONS}) ",
    "have a time and one of dpkg's actions",
    whole=rf"^\S+ \S+ (?P<message>(?P<action>{_ACTIONS}) (?:(?<=status )(?P<state>[a-z-]+) )?(?:(?<!startup "
    rf")(?P<package>[a-z0-9][a-z0-9+.-]+(?::\w+)?) (?P<version>\S+)(?: (?P<to>\S+))?)?.*)",
    names={"package": "package.name", "version": "package.version", "to": "package.new_version"},
    default_severity=9,
    weight=0.93,
)
HISTORY = Pattern(
    "apt.history",
    "apt history",
    r"^Start-Date: (?P<t>\d{4}-\d\d-\d\d  \d\d:\d\d:\d\d)",
    "begin a run with Start-Date",
    time="%Y-%m-%d %H:%M:%S",
    default_severity=9,
    kind="deploy",
    title_below=True,
)
TERM = Pattern(
    "apt.term",
    "apt terminal log",
    r"^Log (?:started|ended): (?P<t>\d{4}-\d\d-\d\d  \d\d:\d\d:\d\d)",
    "begin or end a run of apt",
    time="%Y-%m-%d %H:%M:%S",
    default_severity=9,
)
READERS = patterned(DPKG, HISTORY, TERM)
