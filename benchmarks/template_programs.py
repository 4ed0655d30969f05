"""Programs that log, written for measuring template miners: known statements, realistic values of many shapes.

Each program is a list of statements; `{name}` is a value drawn anew for every line. What is one statement is the truth, so
a miner's groups can be held against it. Statements of a program differ in how often they are logged as those of real
programs do: the n-th is logged in proportion to 1/n.
"""

from __future__ import annotations

import random
import re
import uuid
from collections.abc import Callable
from itertools import accumulate

Draw = Callable[[random.Random], str]


def _words(text: str) -> list[str]:
    return text.split()


USERS = _words(
    "root admin alice bob carol dave deploy guest postgres www-data backup svc_batch j.doe m.rossi t_kim oper"
)
HOSTS = _words("web db cache edge worker api auth queue gw build")
WORDS = _words(
    "orders invoices stock prices customers carts sessions shipments returns coupons ledger audit search mail"
)
CLASSES = _words("OrderService CartStore PriceCache HttpPool MailSender JobRunner TokenFilter LedgerWriter AuditSink")
PACKAGES = _words("com.shop.order com.shop.cart org.acme.mail net.core.pool io.edge.proxy com.shop.stock.view")
REASONS = (
    "connection reset by peer",
    "timeout",
    "no route to host",
    "broken pipe",
    "permission denied",
    "out of memory",
)
NAMES = ("Blue Kettle", "Lamp", "Oak Table (large)", "Desk", "Two Seat Sofa", "Mug", "Garden Hose 20m")
UNITS = _words("B KB MB GB")


def _hex(count: int) -> Draw:
    return lambda r: f"{r.getrandbits(count * 4):0{count}x}"


def _pick(values: tuple[str, ...] | list[str]) -> Draw:
    return lambda r: r.choice(values)


def _ip(r: random.Random) -> str:
    return ".".join(str(r.randrange(1, 255)) for _ in range(4))


def _host(r: random.Random) -> str:
    name = f"{r.choice(HOSTS)}-{r.randrange(1, 40):02d}"
    return r.choice((name, f"{name}.prod.example.com", f"{r.choice(HOSTS)}.internal"))


def _path(r: random.Random) -> str:
    parts = [r.choice(WORDS) for _ in range(r.randrange(1, 5))]
    return (
        "/"
        + r.choice(("var", "srv", "home", "opt"))
        + "/"
        + "/".join(parts)
        + r.choice(("", ".log", ".dat", f".{r.randrange(9)}"))
    )


def _clock(r: random.Random) -> str:
    return f"{r.randrange(24):02d}:{r.randrange(60):02d}:{r.randrange(60):02d}"


def _list(draw: Draw, most: int = 6) -> Draw:
    return lambda r: ", ".join(draw(r) for _ in range(r.randrange(1, most)))


def _number(low: int, high: int) -> Draw:
    return lambda r: str(r.randrange(low, high))


def _duration(r: random.Random) -> str:
    return r.choice(
        (
            f"{r.randrange(900)}ms",
            f"{r.random() * 90:.3f}s",
            f"{r.randrange(1, 59)}m{r.randrange(60)}s",
            f"{r.randrange(9000)}us",
        )
    )


DRAWS: dict[str, Draw] = {
    "n": _number(0, 100_000),
    "small": _number(0, 12),
    "signed": _number(-900, 900),
    "big": _number(10**9, 10**13),
    "float": lambda r: f"{r.random() * 100:.2f}",
    "pct": lambda r: f"{r.random() * 100:.1f}%",
    "hex": lambda r: f"0x{r.getrandbits(32):x}",
    "hex8": _hex(8),
    "hex16": _hex(16),
    "sha": _hex(40),
    "uuid": lambda r: str(uuid.UUID(int=r.getrandbits(128))),
    "ip": _ip,
    "addr": lambda r: f"{_ip(r)}:{r.randrange(1024, 65535)}",
    "ip6": lambda r: f"fe80::{r.getrandbits(16):x}:{r.getrandbits(16):x}:{r.getrandbits(16):x}",
    "mac": lambda r: ":".join(f"{r.getrandbits(8):02x}" for _ in range(6)),
    "host": _host,
    "user": _pick(USERS),
    "word": _pick(WORDS),
    "class": _pick(CLASSES),
    "package": lambda r: f"{r.choice(PACKAGES)}.{r.choice(CLASSES)}",
    "name": _pick(NAMES),
    "path": _path,
    "url": lambda r: f"https://{r.choice(HOSTS)}.example.com{_path(r)}?id={r.randrange(10**6)}",
    "dur": _duration,
    "size": lambda r: f"{r.random() * 900:.1f} {r.choice(UNITS)}",
    "proto": _pick(["TCP", "UDP", "ICMP"]),
    "bool": _pick(["true", "false"]),
    "status": _pick(["200", "201", "204", "301", "404", "409", "500", "503"]),
    "time": lambda r: f"2026-{r.randrange(1, 13):02d}-{r.randrange(1, 28):02d}T{_clock(r)}Z",
    "clock": _clock,
    "email": lambda r: f"{r.choice(USERS)}{r.randrange(99)}@{r.choice(WORDS)}.example.org",
    "nums": _list(_number(0, 999)),
    "hosts": _list(_host),
    "words": _list(_pick(WORDS), 5),
    "token": lambda r: "".join(r.choices("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789", k=16)),
}  # fmt: skip

PROGRAMS: dict[str, tuple[str, ...]] = {
    "shop": (
        "order {n} accepted for customer c{n} total={float} EUR",
        "reserve order={n} sku=sku-{n} qty={small} took {dur}",
        "GET /api/carts/{n} {status} {float}ms",
        "cache miss for key cart:{hex16} in shard {small}",
        "payment {uuid} authorised in {dur}",
        "POST /api/orders {status} {float}ms trace={hex16}",
        "user {user} logged in from {ip}",
        "price of '{name}' changed from {float} to {float}",
        "retry {small} of {small} after {dur}: {reason}",
        "mail to {email} queued as {token}",
        "coupon {token} rejected: expired",
        "coupon {token} rejected: unknown code",
        "user {user} logged out",
        "session {hex16} expired after {n}s",
        "slow query ({dur}): SELECT * FROM {word} WHERE id = {n}",
        "pool {word}-pool exhausted: {small} active, {small} idle, {n} waiting",
        "connection to {host} refused",
        "connection to {host} established in {dur}",
        "feature flags reloaded: {small} on, {small} off",
        "stock of sku-{n} is negative: {signed}",
        "circuit for {host} is open",
        "circuit for {host} is half-open",
        "circuit for {host} is closed",
        "shutdown requested",
        "configuration loaded from {path}",
        "payment provider answered {status} for order {n}",
    ),
    "store": (
        "flushed memtable {n} to {path} ({size})",
        "compaction of [{nums}] finished in {dur}",
        "read {n} rows from table {word}",
        "checkpoint complete: wrote {n} buffers ({pct}); {small} files added, {small} removed",
        "lock wait on relation {n} of database {small} by process {n}",
        "replica {host} is {n} bytes behind",
        "replica {host} caught up",
        "block blk_{big} replicated to {hosts}",
        "block blk_{big} deleted",
        "connection received: host={ip} port={n}",
        "connection authorized: user={user} database={word}",
        "disconnection: session time: {clock} user={user} host={ip}",
        'duplicate key value violates unique constraint "{word}_pkey"',
        'relation "{word}" does not exist at character {small}',
        'vacuuming "public.{word}": {n} dead rows in {n} pages',
        'autovacuum of table "public.{word}" cancelled',
        "segment {hex16} is corrupt at offset {n}",
        "sealed segment {hex16}",
        "index {word}_by_date rebuilt in {dur}",
        "opening {path}",
        "closing {path}",
        "snapshot {sha} written",
        "snapshot {sha} is too old to be kept",
        "wal archive failed with exit code {small}",
        "server is ready",
    ),
    "mail": (
        "connect from {host}[{ip}]",
        "disconnect from {host}[{ip}]",
        "{hex8}: message-id=<{token}@{host}>",
        "{hex8}: from=<{email}>, size={n}, nrcpt={small} (queue active)",
        "{hex8}: to=<{email}>, relay={host}[{ip}]:25, delay={float}, status=sent (250 ok)",
        "{hex8}: to=<{email}>, relay=none, delay={float}, status=deferred ({reason})",
        "{hex8}: removed",
        "warning: {ip}: hostname {host} verification failed",
        "lost connection after {small} seconds from {host}[{ip}]",
        "statistics: max connection rate {small}/60s for (smtp:{ip}) at {clock}",
        "statistics: max cache size {n} at {clock}",
        "SASL login failed for {user}",
        "greylisted {ip} for {n} seconds",
        "imap-login: Login: user=<{user}>, method=PLAIN, rip={ip}, lip={ip}, session=<{token}>",
        "imap-login: Aborted login (auth failed, {small} attempts): user=<{user}>, rip={ip}",
        "imap({user}): Logged out in={n} out={n}",
        "imap({user}): Connection closed in={n} out={n}",
        "spamd: clean message ({float}/5.0) for {user}:{n} in {float} seconds, {n} bytes.",
        "spamd: identified spam ({float}/5.0) for {user}:{n} in {float} seconds, {n} bytes.",
        "virus found in {path}: Eicar-Test",
        "queue file write error",
        "reload configuration {path}",
    ),
    "phone": (
        "onStepsChanged {n}",
        "onStateChanged {small}",
        "setTotal={n}##{n}##{n}",
        "getTotal = {n}##{n}##{n}##{n}",
        'acquire lock={big}, flags={hex}, tag="{class}", name=com.app.{word}, ws=null, uid={n}, pid={n}',
        'release lock={big}, flg={hex}, tag="{class}", name=com.app.{word}, ws=null, uid={n}, pid={n}',
        "setVisible(visible = {bool}) for token Token{{{hex8} u0 {package}}}",
        "cancelNotification: id={n}, pkg={package}",
        "Killing {n}:{package}/u{small} (adj {n}): empty for {n}s",
        "Start proc {n}:{package}/u0a{small} for service {package}",
        "screen is on",
        "screen is off",
        "battery level {small} temperature {n}",
        "battery plugged: {bool}",
        "battery is low",
        "overlap:{bool}, appPackage:{package}",
        "animator {hex8} took{n}ms",
        "frame dropped{n}",
        "sensor{small} calibrated",
        "sensor{small} timed out",
        "upload of {name} done",
        "upload of {name} failed with code {small}",
        "sync adapter {package} finished: {small} inserted, {small} updated",
        "no network",
    ),
    "cluster": (
        "Scheduled pod {word}-{hex8}-{token} to node-{small}",
        'Pulled image "registry.local/{word}:v{small}.{small}" in {dur}',
        "Liveness probe failed for {word}-{hex8}: Get http://{addr}/healthz: {reason}",
        "Readiness probe failed for {word}-{hex8}: HTTP probe failed with statuscode: {status}",
        "Started container {word}",
        "Killing container {word}",
        "Back-off {dur} restarting failed container={word} pod={word}-{hex8}_prod({uuid})",
        "lease {word} renewed by {host}_{uuid}",
        "lease {word} lost",
        "node-{small} is now NotReady",
        "node-{small} is now Ready",
        "evicting {nums} from node-{small}",
        'etcd: took too long ({dur}) to execute key:"/registry/{word}/{hex8}" range_end:""',
        "volume pvc-{uuid} attached to {host} at /dev/sd{small}",
        "volume pvc-{uuid} detached from {host}",
        "raft: term {n} vote for {hex16}",
        "raft: term {n} leader changed from {hex16} to {hex16}",
        "endpoint {addr} added to service {word}",
        "endpoint {addr} removed from service {word}",
        "quota of namespace {word} exceeded: cpu={n}m/{n}m",
        "certificate for {host} expires in {small} days",
        "certificate for {host} rotated",
        "garbage collected {n} images, freed {size}",
        "scaling {word} from {small} to {small}",
    ),
    "router": (
        "%LINK-3-UPDOWN: Interface GigabitEthernet{small}/{small}, changed state to up",
        "%LINK-3-UPDOWN: Interface GigabitEthernet{small}/{small}, changed state to down",
        "IN=eth{small} OUT= MAC={mac} SRC={ip} DST={ip} LEN={n} TTL={n} PROTO={proto} SPT={n} DPT={n}",
        "DHCPACK on {ip} to {mac} via eth{small}",
        "DHCPDISCOVER from {mac} via eth{small}",
        "DHCPREQUEST for {ip} from {mac} via eth{small}",
        "query[A] {host} from {ip}",
        "reply {host} is {ip}",
        "neighbor {ip} Up",
        "neighbor {ip} Down - {reason}",
        "ospf: neighbour {ip} on eth{small} went from INIT to FULL",
        "session {n} ({user}) opened from {ip6}",
        "session {n} ({user}) closed",
        "fan{small} speed {n}rpm",
        "temperature of psu{small} is {float}C",
        "tunnel vpn-{word} rekeyed, spi {hex}",
        "tunnel vpn-{word} is down",
        "clock synchronised to {ip}, stratum {small}",
        "configured from console by {user} on vty{small} ({ip})",
        "memory low",
        "flow table full, {n} entries dropped",
    ),
    "batch": (
        "INFO [{class}] task attempt_{big}_{n}_m_{n}_{small} done",
        "task attempt_{big}_{n}_m_{n}_{small} is in state SUCCEEDED",
        "task attempt_{big}_{n}_m_{n}_{small} is in state RUNNING",
        "task attempt_{big}_{n}_m_{n}_{small} is in state KILLED",
        "progress of job_{big} is {float}",
        "stage {small} ({word}): {n} of {n} partitions",
        "spilling map output; bufstart = {n}; bufend = {n}; bufvoid = {n}",
        "memory usage: used={size}, free={size}, total={size}",
        "registered executor {small} at {addr} with {small} cores",
        "lost executor {small} on {host}: {reason}",
        "loading class {package}",
        "using codec {package}",
        "container_{big}_{n} launched with command: java -Xmx{n}m {package}",
        "merging {small} sorted runs of total {size}",
        "fetch failure from {host} after {small} attempts",
        "fetched [{words}] from {host}",
        "job_{big} finished in {dur} with counters {{read={n}, written={n}, bad={small}}}",
        "speculating on {host}",
        "deprecated property {word}.max-size, use {word}.limit",
        "rpc to {addr} took {n} ms",
        "committed output to {url}",
        "input {url} has {n} splits",
        "no more work",
    ),
    "desk": (
        "{class}.exe - {host}:{n} open through proxy {host}:{n} HTTPS",
        "{class}.exe - {host}:{n} close, {n} bytes sent, {n} bytes received, lifetime {clock}",
        "{class}.exe - {host}:{n} error : {reason}",
        "Loaded module C:\\Program Files\\{word}\\{class}.dll version {small}.{small}.{n}",
        "Session {n}_{n} initialized by client {class}",
        "Package {word}_{n}~{hex16}~amd64 is applicable: {bool}",
        "update of {word} took {dur}",
        'thread {hex} waits for mutex "{word} lock"',
        'thread {hex} holds mutex "{word} lock"',
        "[{class}] render took {n} us",
        "[{class}] disposed",
        "file {path} saved by {user}",
        "file {path} is locked",
        "printer '{name}' is offline",
        "printer '{name}' is out of paper",
        "licence {uuid} valid until {time}",
        "licence {uuid} has ended",
        "crash report {hex16} sent at {time}",
        "window {hex} resized to {n}x{n}",
        "window {hex} closed",
        "plug-in {package} could not be loaded: {reason}",
        "plug-in {package} loaded",
        "idle",
    ),
    "glued": (
        "conn{n} opened",
        "conn{n} closed",
        "sess{n} opened",
        "sess{n} closed",
        "compaction took{n}ms",
        "flush took{n}ms",
        "[job:{word}] begins",
        "[job:{word}] ends",
        "blk_{n} moved to node-{small}",
        "blk_-{n} lost",
        "login user={user} ok",
        "login user={user} denied",
        "worker#{n} picks queue/{word}",
        "worker#{n} idles",
        "map{hex} grows to{n}pages",
        "map{hex} shrinks to{n}pages",
        "unit {word}.service entered failed state",
        "unit {word}.service succeeded",
        "timer {word}.timer elapsed",
        "batch{n}of{n} sent",
        "reply from {word}@{host} in {n}us",
        "ratio={float}% hits={n}/{n}",
        "table_{word} has {n}rows",
        "index_{word} has {n}rows",
        "lock-{word}-{n} held by T{n}",
        "lock-{word}-{n} freed",
        "vm{small} migrated {host}->{host}",
        "level{small}>level{small}",
        "retrying({n})",
        "giving up({n})",
    ),
    "core": (
        "usb {small}-{small}: new high-speed USB device number {small} using xhci_hcd",
        "usb {small}-{small}: USB disconnect, device number {small}",
        "[{hex16}] task {word}d:{n} blocked for more than {n} seconds.",
        "CPU{small}: Core temperature above threshold, cpu clock throttled (total events = {n})",
        "CPU{small}: Core temperature/speed normal",
        "EXT4-fs (sd{small}): mounted filesystem with ordered data mode. Opts: (null)",
        "EXT4-fs error (device sd{small}): ext4_find_entry:{n}: inode #{n}: comm {word}d: reading directory lblock {small}",
        "Out of memory: Kill process {n} ({word}d) score {n} or sacrifice child",
        "Killed process {n} ({word}d) total-vm:{n}kB, anon-rss:{n}kB, file-rss:{n}kB",
        "{word}d[{n}]: segfault at {hex16} ip {hex16} sp {hex16} error {small} in lib{word}.so[{hex16}+{hex8}]",
        "pci 0000:{hex8}:00.{small}: BAR {small}: assigned [mem {hex}-{hex}]",
        "audit: type={n} audit({big}.{small}:{n}): pid={n} uid={n} ses={n} msg='op=login acct=\"{user}\" res=success'",
        "parity error corrected on rank {small}, symbol {small}, bit {small}",
        "{n} double-hummer alignment exceptions",
        "core configuration register: {hex}",
        "machine check enable..............................{small}",
        "generating core.{n}",
        "nodesets node-{small} {hex} <ok> node-{small} {hex} <ok> node-{small} {hex} <bad>",
        "device {word}{small} entered promiscuous mode",
        "device {word}{small} left promiscuous mode",
        "link {mac} is up",
        "link {mac} is down",
        "synchronized to {ip}, stratum {small}",
        "(root) CMD ({path} {word})",
        "session opened for user {user} by (uid={n})",
        "session closed for user {user}",
        "fan speeds ( {n} {n} {n} {n} {n} )",
    ),
}
"""Statements by program."""

HALF = ("shop", "mail", "cluster", "batch")
"""Programs that thresholds were chosen on; the other half was only looked at to check them."""

_PLACE = re.compile(r"\{\{|\}\}|\{([a-z0-9]+)\}")


def line_of(statement: str, r: random.Random) -> str:
    """A line of a statement with values of its own."""

    def value(found: re.Match[str]) -> str:
        return DRAWS[found[1]](r) if found[1] else found[0][0]

    return _PLACE.sub(value, statement)


def lines_of(program: str, count: int, seed: int = 1) -> tuple[list[str], list[str]]:
    """Lines of a program, and for each which statement wrote it.

    A `{reason}` is a cause in words: each is an event of its own, as in the labelled public sets.
    """
    r, statements = random.Random(f"{program} {seed}"), PROGRAMS[program]
    weights = list(accumulate(1 / (place + 1) for place in range(len(statements))))
    truth = [
        statement.replace("{reason}", r.choice(REASONS))
        for statement in r.choices(statements, cum_weights=weights, k=count)
    ]
    return [line_of(statement, r) for statement in truth], truth
