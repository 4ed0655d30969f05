"""Builds and starts one service from one revision of the shop's repository."""

import io
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

from scenarios.checkout.database import Database
from scenarios.checkout.processes import answers, start, until_true

DRIVER = Path("/usr/share/java/postgresql.jar")
OFFSET_SECONDS = -64
LOCAL_ZONE = "Europe/Berlin"


@dataclass(frozen=True)
class Place:
    """What a service has to know about the others."""

    database: Database
    catalog: str
    orders: str
    spans: str


def checked_out(repository: Path, commit: str, folder: Path) -> Path:
    """The files of a revision; a second roll-out of it takes the same ones."""
    target = folder / commit
    if not target.exists():
        done = subprocess.run(["git", "archive", commit], cwd=repository, check=True, capture_output=True)
        with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
            archive.extractall(target, filter="data")
    return target


def build(service: str, source: Path) -> None:
    """Compile what has to be compiled."""
    if service == "orders":
        files = sorted(str(each) for each in (source / "orders/src").rglob("*.java"))
        subprocess.run(["javac", "-d", str(source / "classes"), *files], check=True)


def command(service: str, source: Path) -> list[str]:
    """How a service is started; payments gets a clock that is wrong."""
    if service == "orders":
        path = f"{source / 'classes'}:{DRIVER}"
        return ["java", "-Xmx128m", "-XX:TieredStopAtLevel=1", "-cp", path, "shop.orders.Main"]
    if service == "payments":
        return ["faketime", "-f", f"{OFFSET_SECONDS:+d}s", "node", "src/main.js"]
    return [sys.executable, "-m", "catalog.server"]


def environment(service: str, version: str, port: int, place: Place) -> dict[str, str]:
    """The settings of a service; orders runs in local time."""
    common = {"PORT": str(port), "SERVICE_VERSION": version, "SERVICE_HOST": f"{service}-1", "OTLP_URL": place.spans}
    own = {
        "orders": {"ORDERS_DB": place.database.jdbc("orders"), "CATALOG_URL": place.catalog, "TZ": LOCAL_ZONE},
        "payments": {"ORDERS_URL": place.orders, "DONT_FAKE_MONOTONIC": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"},
        "catalog": {"CATALOG_DB": place.database.dsn("catalog"), "PYTHONDONTWRITEBYTECODE": "1"},
    }
    return common | own[service]


def launch(service: str, source: Path, version: str, port: int, place: Place, log: Path) -> subprocess.Popen[bytes]:
    """Start a built service and wait until it says that it is ready."""
    process = start(command(service, source), log, source / service, **environment(service, version, port, place))
    until_true(service, lambda: answers(f"http://127.0.0.1:{port}/healthz"))
    return process
