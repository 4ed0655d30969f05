"""Names of fields: what people may type, and the one name each has in a tree."""

from __future__ import annotations

# What people type to the name a tree holds; everything else is a name of an attribute or resource as it stands.
ALIASES = {
    "level": "severity", "sev": "severity", "trace": "trace_id", "span": "span_id", "request": "request_id",
    "user": "user_id", "session": "session_id", "time": "t", "file": "source",
}  # fmt: skip
INSTANTS = ("t", "t_end", "t_observed")
YES = ("yes", "true", "1")
NO = ("no", "false", "0")


def canonical(name: str) -> str:
    """The name a tree holds for what was typed."""
    return ALIASES.get(name.lower(), name)
