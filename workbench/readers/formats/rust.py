r"""Loggers of Rust: env_logger (`[time LEVEL  target] message`) and tracing-subscriber's default `Full` format.

[2026-03-17T14:02:11Z INFO  shop::orders] started
2026-03-17T14:02:11.123456Z  INFO pay{order=17}: shop::orders: charge refused attempt=2
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.readers.heads import ISO
from workbench.readers.pairs import pairs_in
from workbench.readers.patterned import Pattern, patterned

EXAMPLES = {
    "rust.env_logger": (
        "[2026-03-17T14:02:11Z INFO  shop::orders] started\n[2026-03-17T14:02:12Z ERROR shop::pool] none left\n"
    ),
    "rust.tracing": (
        "2026-03-17T14:02:11.123456Z  INFO shop::orders: started port=8080\n"
        "2026-03-17T14:02:12.001000Z ERROR pay{order=17}: shop::orders: charge refused attempt=2\n"
    ),
}
_LEVEL = r"(?P<level>TRACE|DEBUG|INFO|WARN|ERROR)"
_SPAN = r"[\w:.-]+(?:\{[^}]*\})?"


def _pairs(groups: Mapping[str, str]) -> Mapping[str, Any]:
    return pairs_in(groups.get("span", "").replace("{", " ").replace("}", " ")) | pairs_in(groups.get("message", ""))


READERS = patterned(
    Pattern(
        "rust.env_logger", "env_logger (Rust)",
        start=rf"^\[(?P<t>{ISO}) {_LEVEL} +[\w:.-]+\] ",
        whole=rf"\[{ISO} {_LEVEL} +(?P<logger>[\w:.-]+)\] (?P<message>.*)",
        why="have time, level and target of env_logger in one bracket",
    ),
    Pattern(
        "rust.tracing", "tracing (Rust)",
        start=rf"^(?P<t>\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{{6,9}}Z) +{_LEVEL} (?:ThreadId\(\d+\) )?[\w:.-]+(?:\{{|: )",
        whole=rf"{ISO} +{_LEVEL} (?:ThreadId\((?P<tid>\d+)\) )?(?:(?P<span>{_SPAN}(?::{_SPAN})*): )??"
        r"(?P<logger>[A-Za-z_]\w*(?:::\w+)*): (?P<message>.*)",
        more=_pairs, literal=True, weight=0.93, names={"span": "wb.span"},
        why="have time, padded level and target as tracing writes them",
    ),
)  # fmt: skip
