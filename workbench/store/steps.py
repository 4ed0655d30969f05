"""The steps of the ladder, each as it was when its format came: later changes of the schema don't change them."""

from __future__ import annotations

import sqlite3

_KIND = """
CREATE TABLE {name} (
\tid TEXT NOT NULL,
\tposition INTEGER NOT NULL,
\tremoved INTEGER NOT NULL CHECK (removed in (0, 1)),
\tvalue TEXT NOT NULL,
\tdigest TEXT NOT NULL,
\tPRIMARY KEY (id)
)
 STRICT
"""


def add_searches(connection: sqlite3.Connection) -> None:
    """Format 1 to 2: searches, filters by name, highlight sets, and where the logs were left."""
    _add_kinds(connection, "search", "filter_preset", "highlight_set", "log_state")


def add_log_series(connection: sqlite3.Connection) -> None:
    """Format 2 to 3: numbers out of logs."""
    _add_kinds(connection, "log_series")


def add_template_rules(connection: sqlite3.Connection) -> None:
    """Format 3 to 4: what persons decided about templates."""
    _add_kinds(connection, "template_rule")


def add_maps(connection: sqlite3.Connection) -> None:
    """Format 4 to 5: maps that sources were read by."""
    _add_kinds(connection, "source_map")


def _add_kinds(connection: sqlite3.Connection, *names: str) -> None:
    for name in names:
        connection.execute(_KIND.format(name=name).strip())
        connection.execute(f"CREATE INDEX {name}_order ON {name} (position)")
