r"""Ruby's Logger, Rails' requests and Sidekiq.

Layouts: `Logger::Formatter::Format` ("%s, [%s #%d] %5s -- %s: %s"), `Rails::Rack::Logger#started_request_message`, Sidekiq's
`Logger::Formatters::Pretty` (5.2 and earlier wrote `TID-…`).
"""

from __future__ import annotations

from workbench.readers.heads import ISO
from workbench.readers.patterned import Pattern, patterned

EXAMPLES = {
    "ruby.logger": (
        "I, [2026-03-17T14:02:11.123456 #42]  INFO -- : started\n"
        "E, [2026-03-17T14:02:12.001000 #42] ERROR -- shop: order 17 failed (LookupError)\n"
        "/srv/shop/pool.rb:41:in `take'\n"
    ),
    "rails.request": (
        'Started GET "/cart?id=7" for 203.0.113.9 at 2026-03-17 14:02:11 +0100\n'
        'Processing by CartController#show as HTML\n  Parameters: {"id"=>"7"}\n'
        "Completed 200 OK in 12ms (Views: 8.1ms | ActiveRecord: 1.2ms)\n\n"
        'Started POST "/pay" for ::1 at 2026-03-17 14:02:12 +0100\nCompleted 500 Internal Server Error in 3ms\n'
    ),
    "sidekiq.log": (
        "2026-03-17T14:02:11.123Z pid=42 tid=ox1a class=Shop::PayJob jid=4bf92f3577b34da6 INFO: start\n"
        "2026-03-17T14:02:12.001Z pid=42 tid=ox1a class=PayJob jid=4bf92f3577b34da6 elapsed=0.878 ERROR: fail\n"
    ),
}
_LEVEL = r"(?P<level>DEBUG|INFO|WARN|ERROR|FATAL|ANY|UNKNOWN)"
_TAGS = r"(?:\[[^\]]{1,200}\] ){0,6}"

READERS = patterned(
    Pattern(
        "ruby.logger", "Ruby's Logger (Rails in production, Puma, Unicorn)",
        start=rf"^[DIWEFAU], \[(?P<t>{ISO}) ?#\d+(?::\d+)?\] +{_LEVEL} -- ",
        whole=rf"[A-Z], \[{ISO} ?#(?P<pid>\d+)(?::\d+)?\] +{_LEVEL} -- (?P<logger>[^:]*): "
        r"(?P<message>(?:\[(?P<request_id>[0-9a-f]{8}(?:-?[0-9a-f]{4,12}){1,4})\] )?.*)",
        why="have Ruby's letter, time with process and level",
    ),
    Pattern(
        "rails.request", "Rails requests (development.log)", default_severity=9, kind="http",
        start=rf'^{_TAGS}Started [A-Z]+ "[^"]*" for [0-9A-Fa-f.:]+ at (?P<t>{ISO})',
        whole=rf'{_TAGS}Started (?P<method>[A-Z]+) "(?P<path>[^"?]*)(?:\?(?P<query>[^"]*))?" for (?P<client>\S+) at {ISO}',
        headline="{method} {path}", why="begin a Rails request with its method, path, client and time",
    ),
    Pattern(
        "sidekiq.log", "Sidekiq (Ruby)",
        start=rf"^(?P<t>{ISO}) (?:pid=)?\d+ (?:tid=|TID-)\S+ (?:\S+ ){{0,9}}?{_LEVEL}: ",
        whole=rf"{ISO} (?:pid=)?(?P<pid>\d+) (?:tid=|TID-)(?P<thread>\S+) (?:class=)?(?P<class>[\w:]+)? ?"
        rf"(?:(?:jid=|JID-)(?P<jid>\S+) )?(?:\S+ ){{0,6}}?(?:elapsed=(?P<elapsed>[\d.]+) )?"
        rf"(?:\S+ ){{0,6}}?{_LEVEL}: (?P<message>.*)",
        names={"class": "messaging.destination.name", "jid": "messaging.message.id", "elapsed": "wb.elapsed_s"},
        numbers=frozenset(("wb.elapsed_s",)), why="have time, process, thread and level of Sidekiq",
    ),
)  # fmt: skip
