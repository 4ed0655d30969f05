"""The notebook's tables (SQLAlchemy Core, STRICT), their version, and the mark in the file that says whose it is."""

from __future__ import annotations

from functools import cache

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    create_mock_engine,
)

APPLICATION_ID = 0x57424331
VERSION = 5
CASE_DB = "case.db"
NOTEBOOK = MetaData()


def _kind(name: str, *columns: Column) -> Table:
    """A table of one kind of value: `position` keeps the order of making, `removed` what was taken out but may return.

    value: the value's JSON · digest: of the row's words, see `values.digest`.
    """
    return Table(
        name,
        NOTEBOOK,
        Column("id", Text, primary_key=True, nullable=False),
        Column("position", Integer, nullable=False),
        Column("removed", Integer, CheckConstraint("removed in (0, 1)"), nullable=False, default=0),
        *columns,
        Column("value", Text, nullable=False),
        Column("digest", Text, nullable=False),
        Index(f"{name}_order", "position"),
        sqlite_strict=True,
    )


def _number() -> Column:
    return Column("number", Integer, nullable=False)


KINDS: dict[str, Table] = {
    "case": _kind("case_record"),
    "source": _kind("source", _number()),
    "evidence": _kind("evidence", _number()),
    "note": _kind("note", Column("name", Text, nullable=False), Column("text", Text, nullable=False)),
    "hypothesis": _kind("hypothesis", _number()),
    "support": _kind(
        "support",
        Column("evidence", Text, ForeignKey("evidence.id", deferrable=True, initially="DEFERRED"), nullable=False),
        Column("hypothesis", Text, ForeignKey("hypothesis.id", deferrable=True, initially="DEFERRED"), nullable=False),
    ),
    "action": _kind("action"),
    "entry": _kind("entry"),
    "mark": _kind("mark"),
    "view": _kind("saved_view"),
    "search": _kind("search"),
    "preset": _kind("filter_preset"),
    "highlights": _kind("highlight_set"),
    "log_state": _kind("log_state"),
    "log_series": _kind("log_series"),
    "template": _kind("template_rule"),
    "map": _kind("source_map"),
}

# One applied edit a row. step: rows of one step are undone together · target: what was typed into, if it was typing ·
# state: done, undone (may be redone), dropped (undone, then something else was done), kept (never undone).
JOURNAL = Table(
    "journal",
    NOTEBOOK,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("step", Integer, nullable=False),
    Column("at", Integer, nullable=False),
    Column("who", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("edit", Text, nullable=False),
    Column("inverse", Text, nullable=False),
    Column("state", Text, CheckConstraint("state in ('done', 'undone', 'dropped', 'kept')"), nullable=False),
    Column("changed", Integer, nullable=False),
    Index("journal_state", "state", "step"),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)

# Who did what to what was brought in, and when: collected, verified, exported.
CUSTODY = Table(
    "custody",
    NOTEBOOK,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("at", Integer, nullable=False),
    Column("who", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("note", Text, nullable=False),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)

# revision: grows with every transaction · program: the version of the program that wrote here last.
META = Table(
    "meta",
    NOTEBOOK,
    Column("key", Text, primary_key=True, nullable=False),
    Column("value", Text, nullable=False),
    sqlite_strict=True,
)


@cache
def making() -> tuple[str, ...]:
    """The statements that make the notebook's tables; composed once a process, which takes longer than running them."""
    made: list[str] = []
    engine = create_mock_engine("sqlite://", lambda part, *_: made.append(str(part.compile(dialect=engine.dialect))))
    NOTEBOOK.create_all(engine, checkfirst=False)
    return tuple(made)
