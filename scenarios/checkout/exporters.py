"""Metrics of the processes that have none of their own: PostgreSQL and nginx."""

import threading
from collections import Counter
from pathlib import Path

import psycopg2

STATES = ("active", "idle", "idle in transaction")


def series(name: str, kind: str, text: str, values: dict[str, object]) -> str:
    """One metric with its head."""
    lines = [f"# HELP {name} {text}", f"# TYPE {name} {kind}"]
    lines += [f"{name}{labels} {value}" for labels, value in values.items()]
    return "\n".join(lines) + "\n"


class PostgresExporter:
    """Reads the statistics views of the shop's database over one connection."""

    def __init__(self, dsn: str) -> None:
        self._connection = psycopg2.connect(dsn)
        self._connection.autocommit = True
        self._lock = threading.Lock()

    def text(self) -> str:
        """All series."""
        with self._lock, self._connection.cursor() as cursor:
            cursor.execute(
                "SELECT usename, state, count(*) FROM pg_stat_activity"
                " WHERE datname = 'shop' AND usename <> 'monitor' GROUP BY 1, 2"
            )
            found = {(user, state): count for user, state, count in cursor.fetchall()}
            cursor.execute("SELECT xact_commit, xact_rollback, deadlocks FROM pg_stat_database WHERE datname = 'shop'")
            commits, rollbacks, deadlocks = cursor.fetchall()[0]
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            waiting = cursor.fetchall()[0][0]
            cursor.execute(
                "SELECT coalesce(max(extract(epoch FROM now() - state_change)), 0)"
                " FROM pg_stat_activity WHERE state = 'idle in transaction'"
            )
            oldest = cursor.fetchall()[0][0]
        backends: dict[str, object] = {
            f'{{user="{user}",state="{state}"}}': found.get((user, state), 0)
            for user in ("catalog", "orders")
            for state in STATES
        }
        return (
            series("pg_backends", "gauge", "Sessions by user and state.", backends)
            + series("pg_locks_waiting", "gauge", "Locks waited for.", {"": waiting})
            + series(
                "pg_idle_in_transaction_oldest_seconds",
                "gauge",
                "Age of the oldest session that idles in a transaction.",
                {"": f"{float(oldest):.3f}"},
            )
            + series("pg_xact_commit_total", "counter", "Transactions committed.", {"": commits})
            + series("pg_xact_rollback_total", "counter", "Transactions rolled back.", {"": rollbacks})
            + series("pg_deadlocks_total", "counter", "Deadlocks.", {"": deadlocks})
        )


class GatewayExporter:
    """Counts the answers in nginx's access log."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._read = 0
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def text(self) -> str:
        """All series."""
        with self._lock:
            with self._log.open("rb") as source:
                source.seek(self._read)
                lines = source.read().decode().splitlines(keepends=True)
            for line in lines:
                if line.endswith("\n"):
                    self._read += len(line.encode())
                    self._counts[line.split('" ', 1)[1][:3]] += 1
        values: dict[str, object] = {f'{{status="{status}"}}': count for status, count in sorted(self._counts.items())}
        return series("gateway_http_requests_total", "counter", "Requests answered.", values)
