"""The shop's own tests, run before and after the fix against a database of their own."""

import os
import subprocess
import sys
from pathlib import Path

from scenarios.checkout.database import Database
from scenarios.checkout.processes import stop
from scenarios.checkout.room import Room
from scenarios.checkout.services import Place, build, checked_out, launch


def run_tests(room: Room, name: str, code: str, tests: str) -> None:
    """Test the services of one commit with the tests of another, into `tests/junit-NAME.xml`."""
    folder = room.base / f"ci-{name}"
    folder.mkdir()
    source = checked_out(room.repository, code, folder / "code")
    suite = checked_out(room.repository, tests, folder / "tests") / "tests"
    database = Database(folder / "database", room.ports.ci_postgres, folder / "postgres.log")
    database.start(source / "db/migrations")
    try:
        place = Place(database, f"http://127.0.0.1:{room.ports.ci_catalog}", "", "http://127.0.0.1:9")
        build("orders", source)
        with_services(room, source, place, folder, suite, name)
    finally:
        database.stop()


def with_services(room: Room, source: Path, place: Place, folder: Path, suite: Path, name: str) -> None:
    """Start the services under test, run pytest and end them."""
    ports = {"catalog": room.ports.ci_catalog, "orders": room.ports.ci_orders}
    running = []
    try:
        for service, port in ports.items():
            running.append(launch(service, source, "ci", port, place, folder / f"{service}.log"))
        report = room.out / f"tests/junit-{name}.xml"
        subprocess.run(
            [
                *as_host("ci-1"),
                sys.executable,
                "-m",
                "pytest",
                "-q",
                "--rootdir=.",
                "-p",
                "no:cacheprovider",
                "-o",
                "junit_suite_name=shop",
                f"--junitxml={report}",
                ".",
            ],
            cwd=suite,
            check=False,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "ORDERS_URL": f"http://127.0.0.1:{ports['orders']}"},
        )
    finally:
        for process in running:
            stop(process)


def as_host(name: str) -> list[str]:
    """Words that give a command a host name of its own; only root may do that."""
    if os.getuid() != 0:
        return []
    return ["unshare", "--uts", "sh", "-c", f'hostname {name} && exec "$@"', "sh"]
