r"""Samba's logs: a head in brackets with time and debug level, the message indented below it.

    [2026/03/17 14:02:11.123456,  1, pid=4711, effective(0, 0), real(0, 0), class=auth]
    ../../source3/auth/auth.c:310(check_ntlm)
      check_ntlm_password:  Authentication for user [ann] -> [ann] FAILED with error NT_STATUS_WRONG_PASSWORD

lib/util/debug.c (dbghdrclass) and smb.conf(5): debug hires timestamp, debug pid, debug uid, debug class. Levels:
DBGLVL_ERR 0, WARNING 1, NOTICE 3, INFO 5, DEBUG 10. With `debug syslog format` it writes syslog.
"""

from __future__ import annotations

from workbench.readers.patterned import Pattern, patterned

EXAMPLES = {
    "samba.log": (
        "[2026/03/17 14:02:11.123456,  1, pid=4711, effective(0, 0), real(0, 0), class=auth] "
        "../../source3/auth/auth.c:310(auth_check_ntlm_password)\n"
        "  check_ntlm_password:  Authentication for user [ann] -> [ann] FAILED with error NT_STATUS_WRONG_PASSWORD\n"
        "[2026/03/17 14:02:12.001000,  3] ../../source3/smbd/service.c:852(make_connection_snum)\n"
        "  web1 (ipv4:203.0.113.9:4242) connect to service share initially as user ann\n"
    )
}
SEVERITIES = {"0": 17, "1": 13, "2": 10, "3": 10, "4": 9, "5": 9, **{str(level): 5 for level in range(6, 101)}}
ROW = Pattern(
    "samba.log",
    "Samba log",
    r"^\[(?P<t>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?), +(?P<level>\d{1,3})(?:,[^\]]*)?\] ",
    "have Samba's time and debug level in brackets",
    time="slash",
    severities=SEVERITIES,
    whole=r"^\[[^,]+, +(?P<level>\d+)(?:, pid=(?P<pid>\d+))?(?:, effective\((?P<effective>[^)]*)\))?"
    r"(?:, real\((?P<real>[^)]*)\))?(?:, class=(?P<logger>\w+))?[^\]]*\] (?P<file>[^\s:(]+)(?::(?P<line>\d+))?"
    r"(?:\((?P<function>[^)]*)\))?(?P<message>.*)",
    title_below=True,
)
READERS = patterned(ROW)
