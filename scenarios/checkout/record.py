"""Records the incident: `python -m scenarios.checkout.record --out DIR [--minutes N] [--smoke]`."""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from scenarios.checkout import story
from scenarios.checkout.ci import run_tests
from scenarios.checkout.database import Database
from scenarios.checkout.deploys import Fleet, utc_now
from scenarios.checkout.exporters import GatewayExporter, PostgresExporter
from scenarios.checkout.history import Repository, git
from scenarios.checkout.processes import start, stop
from scenarios.checkout.receiver import Receiver
from scenarios.checkout.room import Room
from scenarios.checkout.scrape import Scraper
from scenarios.checkout.services import Place
from scenarios.checkout.ticket import ticket
from scenarios.checkout.truth import truth
from scenarios.checkout.watch import Pace, Watch

LOAD_OF_SMOKE = ("--refused", "0.6")


class Recording:
    """One run of the shop from the first request to the last."""

    def __init__(self, room: Room, minutes: float, smoke: bool) -> None:
        self._room = room
        self._minutes = minutes
        self._smoke = smoke
        self._marks: dict[str, str] = {}
        room.make()
        self._repository = Repository(room.repository, datetime.now(UTC))
        self._repository.write_past()
        self._database = Database(room.base / "database", room.ports.postgres, room.logs / "postgresql.log")

    def run(self) -> dict[str, object]:
        """Play the story, then put the recording together."""
        self._database.start(self._room.repository / "db/migrations")
        mesh = f"http://127.0.0.1:{self._room.ports.mesh}"
        place = Place(
            self._database, f"{mesh}/catalog", f"{mesh}/orders", f"http://127.0.0.1:{self._room.ports.receiver}"
        )
        self._fleet = Fleet(self._room, place)
        try:
            self._fleet.start(
                {service: (version, self._commit(service, version)) for service, version in story.BEFORE.items()}
            )
            self._watched()
        finally:
            self._fleet.stop()
            self._database.stop()
        return self._put_together()

    def _watched(self) -> None:
        log = self._room.gateway / "logs/access.log"
        receiver = Receiver(self._room, PostgresExporter(self._database.dsn("monitor")), GatewayExporter(log))
        receiver.begin()
        watch = Watch(self._room, Pace("2s", "15s", "2s", "5s") if self._smoke else Pace())
        scraper = Scraper(self._room, 10)
        watch.start()
        load = start(
            [
                sys.executable,
                "-m",
                "scenarios.checkout.load",
                "--port",
                str(self._room.ports.gateway),
                *(LOAD_OF_SMOKE if self._smoke else ()),
            ],
            self._room.logs / "load.out",
            Path(__file__).parents[2],
        )
        scraper.start()
        self._marks["window_start"] = utc_now()
        try:
            story.play(self._minutes, time.monotonic, time.sleep, self._do)
            self._marks["window_end"] = utc_now()
        finally:
            stop(load)
            scraper.stop()
            watch.stop()
            receiver.shutdown()

    def _do(self, step: story.Step) -> None:
        print(utc_now(), step.what, step.service, step.version, flush=True)
        if step.what == "mark":
            self._marks[step.service] = utc_now()
        elif step.what == "fix":
            self._fix()
        else:
            kind = "rolledback" if step.what == "roll back" else "upgraded"
            self._fleet.roll_out(step.service, step.version, self._commit(step.service, step.version), kind, step.actor)

    def _fix(self) -> None:
        fixed = self._repository.write_next(datetime.now(UTC))
        run_tests(self._room, "before", self._commit(*story.CULPRIT), fixed)
        run_tests(self._room, "after", fixed, fixed)

    def _commit(self, service: str, version: str) -> str:
        return self._repository.hash_of(f"{service}/{version}")

    def _put_together(self) -> dict[str, object]:
        out, logs = self._room.out, self._room.logs
        for service in ("orders", "payments", "catalog"):
            shutil.copy(logs / f"{service}.log", out / service / f"{service}.log")
        shutil.copy(logs / "postgresql.log", out / "postgres/postgresql.log")
        for name in ("access.log", "error.log"):
            shutil.copy(self._room.gateway / "logs" / name, out / "gateway" / name)
        git(self._room.repository, "bundle", "create", "-q", str(out / "repository/shop.bundle"), "--all")
        text = json.dumps(ticket(self._marks, self._fleet.deploys), indent=2)
        (out / "ticket/INC-2041.json").write_text(text + "\n", encoding="utf-8")
        return truth(self._room, self._fleet.deploys, self._marks)


def main() -> None:
    """Read the command line, record, and write the truth beside the recording."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=story.MINUTES)
    parser.add_argument("--smoke", action="store_true", help="a run of ninety seconds")
    asked = parser.parse_args()
    minutes = 1.5 if asked.smoke else asked.minutes
    asked.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="shop-") as base:
        room = Room(Path(base), asked.out.resolve() / "checkout")
        found = Recording(room, minutes, asked.smoke).run()
    (asked.out / "truth.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(subprocess.list2cmdline(["recorded", str(asked.out)]))


if __name__ == "__main__":
    main()
