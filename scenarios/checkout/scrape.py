"""Keeps the metrics pages of four targets, one file a scrape."""

import threading
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime

from scenarios.checkout.room import Room


class Scraper:
    """Fetches every target at a steady pace until it is told to stop."""

    def __init__(self, room: Room, seconds: float) -> None:
        mesh, receiver = room.ports.mesh, room.ports.receiver
        self._targets = {"orders": mesh, "payments": mesh, "catalog": mesh, "postgres": receiver}
        self._out = room.out / "metrics"
        self._seconds = seconds
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run)
        for name in self._targets:
            (self._out / name).mkdir()

    def start(self) -> None:
        """Begin in the background."""
        self._thread.start()

    def stop(self) -> None:
        """End after the scrape that is under way."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        due = time.monotonic()
        while not self._stopped.wait(max(0.0, due - time.monotonic())):
            for name, port in self._targets.items():
                self._scrape(name, port)
            due += self._seconds

    def _scrape(self, name: str, port: int) -> None:
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        url = f"http://127.0.0.1:{port}/{name}/metrics"
        try:
            with urllib.request.urlopen(url, timeout=5) as page:
                body = page.read()
        except (urllib.error.URLError, OSError):
            # A target that does not answer leaves a gap, as it would in any monitoring.
            return
        (self._out / name / f"{name}-{stamp}.prom").write_bytes(body)
