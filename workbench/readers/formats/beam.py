r"""Erlang and Elixir: Logger's console, SASL's reports. OTP's own `logger_formatter` begins with an ISO time.

Sources: Elixir's `Logger.Formatter` ("\n$time $metadata[$level] $message\n"), Erlang's legacy error_logger headings.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.model.severity import WORDS
from workbench.readers.heads import CLOCK
from workbench.readers.pairs import pairs_in
from workbench.readers.patterned import Pattern, patterned

EXAMPLES = {
    "elixir.console": (
        "14:02:11.123 [info] Running ShopWeb.Endpoint with Bandit 1.5.0 at :::4000\n\n"
        "14:02:12.001 request_id=F9x1 [error] GenServer Shop.Pool terminating\n** (RuntimeError) none left\n"
    ),
    "erlang.report": (
        "=ERROR REPORT==== 17-Mar-2026::14:02:11.123456 ===\n** Generic server pool terminating\n"
        "=INFO REPORT==== 17-Mar-2026::14:02:12 ===\n    application: shop\n    exited: stopped\n"
    ),
}
_LEVEL = r"(?P<level>debug|info|notice|warning|warn|error|critical|alert|emergency)"
_META = r"(?:[a-z_]\w*=\S+ ){0,12}"
_REPORTS = {**WORDS, "crash": 17, "supervisor": 13, "progress": 9}


def _pairs(groups: Mapping[str, str]) -> Mapping[str, Any]:
    return pairs_in(groups.get("_meta", ""))


READERS = patterned(
    Pattern(
        "elixir.console", "Elixir's Logger (Phoenix)", time="%H:%M:%S", weight=0.9,
        start=rf"^(?P<t>{CLOCK}) {_META}\[{_LEVEL}\] {{1,3}}", more=_pairs, literal=True,
        whole=rf"{CLOCK} (?P<_meta>{_META})\[{_LEVEL}\] +(?:(?P<_behind>{_META}))(?P<message>.*)",
        why="have a time of day and a level in brackets, as Elixir's Logger writes them",
    ),
    Pattern(
        "erlang.report", "Erlang reports (SASL, RabbitMQ, CouchDB)", time="%d-%b-%Y::%H:%M:%S", severities=_REPORTS,
        start=r"^=(?P<level>[A-Z]+) REPORT==== (?P<t>\d{1,2}-[A-Z][a-z]{2}-\d{4}::\d\d:\d\d:\d\d(?:\.\d+)?) ===",
        whole=r"=(?P<level>[A-Z]+) REPORT==== [^=]+===", headline="{below}",
        why="are headings of Erlang reports",
    ),
)  # fmt: skip
