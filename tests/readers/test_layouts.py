"""Layouts that loggers and servers are set to beside their own: what each writes of time and level is read."""

from __future__ import annotations

import pytest
from wholelog import MS, NOON, US, YEARLESS, holds, whole_log

OF_DAY = 50_531_000_000_000  # 14:02:11 on 1970-01-01
S = 1000 * MS


@pytest.mark.parametrize(
    ("line", "reader", "t", "severity", "title"),
    [
        # logging of Python: how-to, cookbook, and what is copied from answers to questions
        ("2026-03-17 14:02:11,123 shop.orders ERROR none left", "python.logging", NOON + 123 * MS, 17, "none left"),
        ("2026-03-17 14:02:11 web1 shop.orders[47] WARNING slow", "python.logging", NOON, 13, "slow"),
        ("14:02:11,123 shop.orders CRITICAL none left", "python.logging", OF_DAY + 123 * MS, 18, "none left"),
        ("03-17 14:02 shop.orders   WARNING  slow", "python.logging", YEARLESS - 11 * S, 13, "slow"),
        (
            "shop.orders - ERROR - 2026-03-17 14:02:11,123 - none left",
            "python.logging",
            NOON + 123 * MS,
            17,
            "none left",
        ),
        ("2026-03-17 14:02:11,123 WARNI [shop.orders][main] slow", "text.iso", NOON + 123 * MS, 13, None),
        ("2026-03-17 14:02:11,123\tWARNING\tshop.orders\tslow", "zap.console", NOON + 123 * MS, 13, "slow"),
        ("2026-03-17 14:02:11,123 W slow", "text.letters", NOON + 123 * MS, 13, "slow"),
        ("2026-03-17 14:02:11,123 DEBG fd 7 closed", "text.iso", NOON + 123 * MS, 5, "fd 7 closed"),
        ("2026-03-17T14:02:11.123456Z | SUCCESS | paid", "text.iso", NOON + 123_456 * US, 10, "paid"),
        ("2026-03-17 14:02:11,123 [47] CRITICAL shop.orders: none left", "java.text", NOON + 123 * MS, 18, "none left"),
        # key=value with quotes of another kind, none at all, and another form of time
        (
            "timestamp='2026-03-17T14:02:11.5Z' level='error' event='none left' order=17",
            "logfmt",
            NOON + 500 * MS,
            17,
            None,
        ),
        ('time=2026-03-17 14:02:11,123 level=WARNING msg="slow"', "logfmt", NOON + 123 * MS, 13, "slow"),
        ('time="17/Mar/2026:14:02:11 +0000" method=GET request="GET / HTTP/1.1" status=502', "logfmt", NOON, 17, None),
        ("time:[17/Mar/2026:14:02:11 +0000]\thost:192.0.2.7\treq:GET / HTTP/1.1\tstatus:404", "ltsv", NOON, 13, None),
        ("time:2026-03-17T14:02:11.5Z\tlevel:error\tmessage:none left", "ltsv", NOON + 500 * MS, 17, "none left"),
        # JSON whose keys lie deeper, or that tells of requests
        (
            '{"record":{"level":{"name":"ERROR"},"time":{"timestamp":1773756131.5}},"text":"x"}',
            "json.lines",
            None,
            17,
            "x",
        ),
        (
            '{"@fields":{"level":"warn"},"@message":"x","@timestamp":"2026-03-17T14:02:11Z"}',
            "json.lines",
            NOON,
            13,
            "x",
        ),
        ('{"level":"http","message":"x","timestamp":"2026-03-17T14:02:11Z"}', "json.lines", NOON, 8, "x"),
        (
            '{"msec":"1773756131.123","status":"502","request":"GET / HTTP/1.1"}',
            "json.lines",
            NOON + 123 * MS,
            17,
            None,
        ),
        ('{"time":"2026-03-17T14:02:11Z","method":"GET","status":404}', "json.lines", NOON, 13, None),
        ('{"time":"2026-03-17T14:02:11Z","name":"x","status":404}', "json.lines", NOON, 0, None),
        # Node
        ("ERROR [14:02:11.123] (47 on web1): none left", "pino.pretty", OF_DAY + 123 * MS, 17, "none left"),
        ("WARN [2026-03-17 14:02:11.123 +0000] (47): slow", "pino.dated", NOON + 123 * MS, 13, "slow"),
        (
            "14:02:11.123Z ERROR shop: none left (order=17)",
            "bunyan.short",
            OF_DAY + 123 * MS,
            17,
            "none left (order=17)",
        ),
        (
            'error: none left {"order":17,"timestamp":"2026-03-17T14:02:11.123Z"}',
            "winston.simple",
            NOON + 123 * MS,
            17,
            None,
        ),
        # Go
        ("1.773756131123456e+09\terror\tshop/pool.go:41\tnone left", "zap.epoch", NOON + 123_456 * US, 17, "none left"),
        ("1773756131.5\tdpanic\tshop/pool.go:41\tnone left", "zap.epoch", NOON + 500 * MS, 18, "none left"),
        (
            "shop: 2026/03/17 14:02:11.123456 pool.go:41: ERROR none left",
            "go.log",
            NOON + 123_456 * US,
            17,
            "none left",
        ),
        ("[api] 2026/03/17 14:02:11 [WRN] slow", "go.log", NOON, 13, "slow"),
        # Java
        (
            '{"instant":{"epochSecond":1773756131,"nanoOfSecond":123456789},"level":"ERROR","message":"none left"}',
            "json.lines",
            NOON + 123_456_789,
            17,
            "none left",
        ),
        ("mar 17, 2026 2:02:11 P.\xa0M. shop.Pool take\nADVERTENCIA: slow", "java.util.logging", NOON, 13, "slow"),
        # servers
        ("[2026-03-17 15:02:11 +0100] critical/ApiListener: none left", "icinga2.log", NOON, 18, "none left"),
        (
            "[2026-03-17T15:02:11+0100] error    : 'nginx' is not running",
            "monit.log",
            NOON,
            17,
            "'nginx' is not running",
        ),
        ("[UTC Mar 17 14:02:11] warning  : 'fs' is full", "monit.log", YEARLESS, 13, "'fs' is full"),
        (
            "2026-03-17 14:02:11.123 UTC [47] LOG C-0x5: shop/ann@10.0.0.7:5 x",
            "pgbouncer.log",
            NOON + 123 * MS,
            9,
            None,
        ),
        ("Mar 17 14:02:11 c2s5581\terror\tnone left", "prosody.log", YEARLESS, 17, "none left"),
        ("  47:20260317:140211.123 none left", "zabbix.log", NOON + 123 * MS, 0, "none left"),
        (
            "2026-03-17 14:02:11.123+0000: 47: error : take:41 : none left",
            "libvirt.log",
            NOON + 123 * MS,
            17,
            "none left",
        ),
        ("Mar 17 14:02:11 [47] web1 corosync error   [TOTEM ] none left", "corosync.log", YEARLESS, 17, "none left"),
        ("Mar 17 14:02:11 warning [KNET  ] slow", "corosync.log", YEARLESS, 13, "slow"),
        (
            "Mar 17 14:02:11.123 web1 pacemaker-execd [47] (take)\tcrit: x",
            "pacemaker.log",
            YEARLESS + 123 * MS,
            18,
            "x",
        ),
        ("2026-03-17 15:02:11 +0100 /Stage[main]/File[/a] (err): none left", "puppet.log", NOON, 17, "none left"),
        ("Mar 17 14:02:11 router kern.warn kernel: slow", "syslog.words", YEARLESS, 13, "slow"),
        ("Tue Mar 17 14:02:11 2026 authpriv.err dropbear[47]: none left", "syslog.words", NOON, 17, "none left"),
        ("2026-03-17T14:02:11Z web1 local0.crit shop[47]: none left", "syslog.words", NOON, 18, "none left"),
        ('{"PROGRAM":"shop","PRIORITY":"err","MESSAGE":"x","DATE":"Mar 17 14:02:11"}', "json.lines", YEARLESS, 17, "x"),
        ("2026.03.17 14:02:11 LOG3[0]: none left", "stunnel.log", NOON, 17, "none left"),
        ("[    0.001528]   DMA      [mem 0x1000-0xfff]", "linux.dmesg", -1, 0, "DMA      [mem 0x1000-0xfff]"),
        ("[2026-03-17 14:02:11.123456] [proxy:error] [pid 7] none left", "apache.error", NOON + 123_456 * US, 17, None),
        ("[Tue Mar 17 14:02:11 2026] PHP Warning:  slow in /a.php on line 7", "php.server", NOON, 13, None),
        ("[Tue Mar 17 14:02:11 2026] 192.0.2.7:5123 [404]: GET /a - No such file", "php.server", NOON, 13, None),
        ("raft2026/03/17 14:02:11 WARN: slow\n2026-03-17 14:02:11.000000 W | x: slow", "etcd.capnslog", NOON, 13, None),
        ("2026-03-17 14:02:11 7f1a3c2d4700 InnoDB: slow", "mysql.error", NOON, 9, None),
    ],
)
def test_a_layout_is_read(line: str, reader: str, t: int | None, severity: int, title: str | None):
    log = whole_log(f"{line}\nand what goes with it\n{line}\n")
    assert log.reader == reader
    assert log.index.records == (4 if reader == "etcd.capnslog" else 2)
    assert log.t[0] == (NOON + 500 * MS if t is None else None if t < 0 else t)
    assert log.severity[0] == severity
    assert title is None or log.fields[0].title == title


def test_json_that_prints_its_traces_as_they_are_is_json_nevertheless():
    line = '{"time":"2026-03-17T14:02:11Z","level":"error","message":"none left"}\n'
    log = whole_log(f"{line}Traceback:\n  File 'a.py'\n  x()\nLookupError\n{line}")
    assert log.reader == "json.lines"
    assert log.index.records == 2
    assert log.texts[0].endswith("LookupError")


@pytest.mark.parametrize(
    ("messages", "severity"),
    [
        ("2026/03/17 14:02:11 [error] 7#7: *1 connect() failed", 17),
        ("[Tue Mar 17 14:02:11.000000 2026] [mpm_event:notice] [pid 7:tid 8] ready", 10),
        ("[2026-03-17 14:02:11 +0000] [7] [CRITICAL] WORKER TIMEOUT", 18),
        ("[17-Mar-2026 14:02:11] WARNING: [pool www] slow", 13),
        ('ts=2026-03-17T14:02:11.000000Z lvl=error msg="none left" log_id=7', 17),
    ],
)
def test_two_logs_of_one_server_in_one_stream_are_both_read(messages: str, severity: int):
    request = '203.0.113.9 - - [17/Mar/2026:15:02:12 +0100] "GET /cart HTTP/1.1" 502 0 "-" "curl"'
    log = whole_log(f"{messages}\n{request}\nand more\n{messages}\n")
    assert log.reader == "web.mixed"
    assert log.t == [NOON, NOON + S, NOON]
    assert log.severity == [severity, 17, severity]
    assert log.texts[1].endswith("and more")
    holds(log.fields[1], url__path="/cart", client__address="203.0.113.9", http__response__status_code=502)


def test_flask_and_its_server_write_one_stream():
    log = whole_log(
        '203.0.113.9 - - [17/Mar/2026 14:02:11] "GET / HTTP/1.1" 200 -\n'
        "[2026-03-17 14:02:12,500] ERROR in shop: none left\nTraceback\n"
        "203.0.113.9 - - [17/Mar/2026 14:02:13] code 404, message File not found\n"
    )
    assert log.reader == "python.httpserver"
    assert log.t == [NOON, NOON + 1500 * MS, NOON + 2 * S]
    assert log.severity == [9, 17, 0]


def test_haproxy_behind_a_head_with_the_year_leaves_no_line_without_a_time():
    head = "2026-03-17T14:02:12.123456+00:00 lb haproxy[711]: "
    accepted = "192.0.2.7:33317 [17/Mar/2026:14:02:11.655] fe be/a 0/0/3/6/9 503 27 - - ---- 1/1/1/1/0 0/0"
    traffic = f'{head}{accepted} "GET / HTTP/1.1"'
    log = whole_log(f"{traffic}\n{head}Server be/a is DOWN, reason: Layer4 timeout\n{traffic}\n")
    assert log.reader == "haproxy.log"
    assert log.t == [NOON + 655 * MS, NOON + S + 123_456 * US, NOON + 655 * MS]
    assert log.severity == [17, 9, 17]


def test_what_mysqld_safe_writes_between_is_of_the_same_log():
    log = whole_log(
        "260317 14:02:11 mysqld_safe Starting mariadbd daemon\n2026-03-17 14:02:12 0 [ERROR] Aborting\nVersion: '10.11'\n"
    )
    assert log.reader == "mysql.error"
    assert log.t == [NOON, NOON + S]
    assert log.severity == [9, 17]


@pytest.mark.parametrize("slice_bytes", [1 << 22, 40])
def test_a_second_that_the_old_general_log_leaves_out_is_the_one_above(slice_bytes: int):
    log = whole_log(
        "Time                 Id Command    Argument\n\t\t    7 Quit\t\n"
        "260317 14:02:11\t    8 Connect\tshop@localhost on orders\n"
        "\t\t    8 Query\tselect *\nfrom orders\n\t\t    8 Quit\t\n"
        "260317 14:02:12\t    9 Query\tselect 1\n\t\t    9 Quit\t\n",
        slice_bytes,
    )
    assert log.reader == "mysql.general"
    assert log.t == [None, NOON, NOON, NOON, NOON + S, NOON + S]
    assert log.texts[2].endswith("from orders")
    assert all(log.naive[1:])


@pytest.mark.parametrize("slice_bytes", [1 << 22, 40])
def test_statements_of_one_second_are_records_of_their_own_in_the_old_slow_log(slice_bytes: int):
    user, times = "# User@Host: shop[shop] @ web1 []\n", "# Query_time: 2.5  Lock_time: 0  Rows_sent: 1\n"
    log = whole_log(
        f"# Time: 260317 14:02:11\n{user}{times}SET timestamp=1773756131;\nselect 1;\n{user}{times}select 2;\n"
        f"# Time: 260317 14:02:12\n{user}{times}select 3;\n",
        slice_bytes,
    )
    assert log.reader == "mysql.slow"
    assert log.t == [NOON, NOON, NOON + S]
    assert [fields.title for fields in log.fields] == ["select 1;", "select 2;", "select 3;"]
    assert [fields.attributes["user.name"] for fields in log.fields] == ["shop"] * 3


def test_a_change_log_is_no_log():
    entry = "2026-03-17 14:02 Ann Example <ann@shop.example>\n\n\t* pool.c (take): give up after a second\n\n"
    with pytest.raises(AssertionError, match="nobody"):
        whole_log(entry * 5)
