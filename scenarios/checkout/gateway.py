"""nginx in front of the shop; a roll-out switches it from one process to the next."""

import os
import shutil
import signal
from pathlib import Path

from scenarios.checkout.processes import answers, start, stop, until_true
from scenarios.checkout.room import Room


class Gateway:
    """One nginx with the shop's configuration and the addresses of this run."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._conf = room.gateway / "conf"
        self._targets: dict[str, int] = {}

    def start(self, source: Path, targets: dict[str, int]) -> None:
        """Start with the configuration of a revision."""
        ports = self._room.ports
        (self._conf / "site.conf").write_text("daemon off;\nworker_processes 2;\n")
        (self._conf / "listen.conf").write_text(f"listen 127.0.0.1:{ports.gateway};\n")
        self._targets = dict(targets)
        self._write_upstreams()
        self._copy(source)
        self._process = start(
            ["nginx", "-p", str(self._room.gateway), "-c", "conf/nginx.conf"],
            self._room.logs / "nginx.out",
            self._room.gateway,
        )
        until_true("the gateway", lambda: answers(f"http://127.0.0.1:{ports.gateway}/healthz"))

    def configure(self, source: Path) -> None:
        """Take the configuration of another revision."""
        self._copy(source)
        self._reload()

    def switch(self, service: str, port: int) -> None:
        """Send a service's requests to another process."""
        self._targets[service] = port
        self._write_upstreams()
        self._reload()

    def stop(self) -> None:
        """End nginx with its workers."""
        stop(self._process)

    def _copy(self, source: Path) -> None:
        for each in (source / "gateway").glob("*.conf"):
            shutil.copy(each, self._conf / each.name)

    def _reload(self) -> None:
        # The master replaces its workers; old ones finish what they have begun.
        os.kill(self._process.pid, signal.SIGHUP)

    def _write_upstreams(self) -> None:
        blocks = [f"upstream {name} {{ server 127.0.0.1:{port}; }}" for name, port in sorted(self._targets.items())]
        inner = "\n".join(f"    location /{name}/ {{ proxy_pass http://{name}/; }}" for name in sorted(self._targets))
        temporary = "\n".join(
            f"{kind}_temp_path temp-{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        # The inner entrance is for calls between services, as a mesh would carry them.
        mesh = (
            f"server {{\n    listen 127.0.0.1:{self._room.ports.mesh};\n    access_log off;\n"
            f"    proxy_read_timeout 30s;\n{inner}\n}}"
        )
        (self._conf / "upstreams.conf").write_text("\n".join([temporary, *blocks, mesh]) + "\n")
