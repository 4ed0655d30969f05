"""Where one run keeps its files, and which loopback ports it uses."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Ports:
    """Loopback ports; a service has two, because a new process starts beside the old one."""

    gateway: int = 18080
    mesh: int = 18081
    postgres: int = 18432
    receiver: int = 18318
    exporter: int = 18187
    prometheus: int = 18090
    alertmanager: int = 18093
    ci_postgres: int = 18433
    ci_catalog: int = 18491
    ci_orders: int = 18492

    def of_service(self, service: str, turn: int) -> int:
        """The port of a service in an odd or even roll-out."""
        first = {"orders": 18201, "payments": 18301, "catalog": 18401}[service]
        return first + turn % 2


@dataclass(frozen=True)
class Room:
    """A temporary folder for everything that runs, and the folder of the recording."""

    base: Path
    out: Path
    ports: Ports = Ports()

    @property
    def logs(self) -> Path:
        """Standard output of the services."""
        return self.base / "logs"

    @property
    def repository(self) -> Path:
        """The shop's git repository."""
        return self.base / "repository"

    @property
    def gateway(self) -> Path:
        """The prefix nginx runs in."""
        return self.base / "gateway"

    def make(self) -> None:
        """Create the folders; the database user has to pass through."""
        self.base.chmod(0o755)
        for folder in (self.logs, self.gateway / "logs", self.gateway / "conf"):
            folder.mkdir(parents=True)
        for name in (
            "alerts",
            "traces",
            "deploys",
            "ticket",
            "tests",
            "repository",
            "metrics",
            "gateway",
            "orders",
            "payments",
            "catalog",
            "postgres",
        ):
            (self.out / name).mkdir(parents=True)
