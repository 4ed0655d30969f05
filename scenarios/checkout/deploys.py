"""Rolls services out for real and writes a CDEvents record of each roll-out."""

import json
import subprocess
import time
import uuid
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from scenarios.checkout.gateway import Gateway
from scenarios.checkout.processes import stop
from scenarios.checkout.room import Room
from scenarios.checkout.services import Place, build, checked_out, launch

DRAIN_SECONDS = 3.0
SERVICES = ("catalog", "orders", "payments")


@dataclass(frozen=True)
class Deploy:
    """One roll-out as it happened."""

    service: str
    version: str
    commit: str
    previous_commit: str
    kind: str
    time: str
    actor: str

    def event(self) -> dict[str, object]:
        """The roll-out as a CDEvents object."""
        artifact = f"pkg:generic/{self.service}@{self.version}?vcs_url=git%2Bshop@{self.commit}"
        return {
            "context": {
                "version": "0.4.1",
                "id": str(uuid.uuid4()),
                "source": "/shop/deploy",
                "type": f"dev.cdevents.service.{self.kind}.0.2.0",
                "timestamp": self.time,
            },
            "subject": {
                "id": self.service,
                "source": "/shop/deploy",
                "type": "service",
                "content": {"environment": {"id": "production"}, "artifactId": artifact},
            },
            "customData": {
                key: value
                for key, value in asdict(self).items()
                if key in ("commit", "version", "previous_commit", "actor")
            },
        }


def utc_now() -> str:
    """Now, as the records write it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Fleet:
    """All services of the shop and the gateway, each at some revision."""

    def __init__(self, room: Room, place: Place) -> None:
        self._room = room
        self._place = place
        self._gateway = Gateway(room)
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._turns = dict.fromkeys(SERVICES, 0)
        self._at: dict[str, str] = {}
        self.deploys: list[Deploy] = []

    def start(self, releases: dict[str, tuple[str, str]]) -> None:
        """Start everything at the releases that were there before the recording."""
        for service in SERVICES:
            version, commit = releases[service]
            self._running[service] = self._launch(service, version, commit)
        ports = {each: self._room.ports.of_service(each, 0) for each in SERVICES}
        self._gateway.start(self._source(releases["gateway"][1]), ports)
        self._at = {service: commit for service, (_, commit) in releases.items()}

    def roll_out(
        self, service: str, version: str, commit: str, kind: str = "upgraded", actor: str = "checkout-dev"
    ) -> Deploy:
        """Replace the process of a service by one of another revision."""
        old = self._running.get(service)
        if service == "gateway":
            self._gateway.configure(self._source(commit))
        else:
            self._turns[service] += 1
            self._running[service] = self._launch(service, version, commit)
            port = self._room.ports.of_service(service, self._turns[service])
            self._gateway.switch(service, port)
        deploy = Deploy(service, version, commit, self._at[service], kind, utc_now(), actor)
        self._keep(deploy)
        if old:
            time.sleep(DRAIN_SECONDS)
            stop(old)
        return deploy

    def stop(self) -> None:
        """End everything, the entrance first."""
        self._gateway.stop()
        for process in self._running.values():
            stop(process)

    def _keep(self, deploy: Deploy) -> None:
        self._at[deploy.service] = deploy.commit
        self.deploys.append(deploy)
        with (self._room.out / "deploys/deploys.jsonl").open("a", encoding="utf-8") as sink:
            sink.write(json.dumps(deploy.event()) + "\n")

    def _launch(self, service: str, version: str, commit: str) -> subprocess.Popen[bytes]:
        source = self._source(commit)
        build(service, source)
        port = self._room.ports.of_service(service, self._turns[service])
        log = self._room.logs / f"{service}.log"
        return launch(service, source, version, port, self._place, log)

    def _source(self, commit: str) -> Path:
        return checked_out(self._room.repository, commit, self._room.base / "revisions")
