"""A real PostgreSQL server in a temporary folder."""

import os
import pwd
import shutil
import signal
import subprocess
from pathlib import Path

import psycopg2

from scenarios.checkout.processes import start, until_true

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "log_timezone": "UTC",
    "timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "log_connections": "on",
    "log_disconnections": "on",
    "log_lock_waits": "on",
    "deadlock_timeout": "1s",
    "log_min_duration_statement": "100",
    "log_min_duration_sample": "4",
    "log_statement_sample_rate": "0.2",
    "idle_in_transaction_session_timeout": "60s",
    "log_checkpoints": "on",
    "checkpoint_timeout": "5min",
}


class Database:
    """One server; it refuses to run as root, so root hands it to the user postgres."""

    def __init__(self, folder: Path, port: int, log: Path) -> None:
        self._folder = folder
        self._log = log
        self.port = port
        self._as_user: list[str] = []
        folder.mkdir()
        if os.getuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(folder, user.pw_uid, user.pw_gid)
            self._as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]

    def start(self, migrations: Path) -> None:
        """Create the cluster, start it and bring the shop's schema in."""
        subprocess.run(
            [
                *self._as_user,
                str(PROGRAMS / "initdb"),
                "-A",
                "trust",
                "-U",
                "admin",
                "-E",
                "UTF8",
                "--no-locale",
                "-D",
                str(self._folder),
            ],
            check=True,
            capture_output=True,
        )
        options = [word for key, value in SETTINGS.items() for word in ("-c", f"{key}={value}")]
        self._process = start(
            [*self._as_user, str(PROGRAMS / "postgres"), "-D", str(self._folder), "-p", str(self.port), *options],
            self._log,
            self._folder,
        )
        until_true("the database", self._answers)
        self._run("postgres", ["CREATE DATABASE shop"])
        files = sorted(migrations.glob("V*.sql"))
        self._run("shop", [each.read_text(encoding="utf-8") for each in files])
        self._run(
            "shop",
            [
                f"CREATE ROLE {role} LOGIN; GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA "
                f"public TO {role}; GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}"
                for role in ("orders", "catalog")
            ],
        )
        self._run("shop", ["CREATE ROLE monitor LOGIN; GRANT pg_monitor TO monitor"])

    def dsn(self, user: str, database: str = "shop") -> str:
        """How Python connects."""
        return f"host=127.0.0.1 port={self.port} user={user} dbname={database}"

    def jdbc(self, user: str) -> str:
        """How Java connects."""
        return f"jdbc:postgresql://127.0.0.1:{self.port}/shop?user={user}"

    def stop(self) -> None:
        """The fast shutdown, which ends open sessions."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(30)
        shutil.rmtree(self._folder)

    def _answers(self) -> bool:
        try:
            psycopg2.connect(self.dsn("admin", "postgres")).close()
        except psycopg2.OperationalError:
            return False
        return True

    def _run(self, database: str, statements: list[str]) -> None:
        connection = psycopg2.connect(self.dsn("admin", database))
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
        finally:
            connection.close()
