"""Small sources of several formats, and cases made of them."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.casework.opencase import OpenCase, create_case, open_case
from workbench.model.instants import parse_instant

START = parse_instant("2026-03-17T14:00:00Z", day=0)

JAVA = (
    "2026-03-17 15:02:10,500 [http-1] INFO  shop.orders.Checkout - order 16 done\n"
    "2026-03-17 15:02:11,123 [http-1] ERROR shop.orders.Checkout - order 17 failed\n"
    "java.lang.IllegalStateException: no connection left\n"
    "\tat shop.orders.Pool.take(Pool.java:3)\n"
    "\tat shop.orders.Checkout.run(Checkout.java:9)\n"
    "2026-03-17 15:02:12,001 [main] INFO  shop.Main - started\n"
)
LINES = "".join(
    json.dumps({"time": f"2026-03-17T14:02:{second:02d}.250Z", "level": level, "msg": f"call {second}", "user": "ann"})
    + "\n"
    for second, level in ((9, "info"), (10, "warn"), (13, "error"))
)
ACCESS = (
    '10.0.0.1 - - [17/Mar/2026:14:02:12 +0000] "GET /cart HTTP/1.1" 200 15 "-" "curl/8"\n'
    '10.0.0.1 - - [17/Mar/2026:14:02:13 +0000] "POST /order HTTP/1.1" 502 0 "-" "curl/8"\n'
)


def scrape(value: float) -> str:
    return f'# TYPE pool_in_use gauge\npool_in_use{{pool="orders"}} {value}\n# TYPE hits counter\nhits 7\n'


def git(folder: Path, *words: str, day: str = "2026-03-16T10:00:00Z") -> str:
    who = {"GIT_AUTHOR_NAME": "dev", "GIT_AUTHOR_EMAIL": "dev@example.org", "GIT_AUTHOR_DATE": day}
    who |= {"GIT_COMMITTER_NAME": "dev", "GIT_COMMITTER_EMAIL": "dev@example.org", "GIT_COMMITTER_DATE": day}
    who |= {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "PATH": "/usr/bin:/bin:/usr/local/bin"}
    done = subprocess.run(["git", "-C", str(folder), *words], env=who, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def make_bundle(folder: Path) -> tuple[Path, str, str]:
    """A repository of two commits as a bundle; the second takes a `finally` away. Path, first and second commit."""
    work = folder / "repo"
    source = work / "orders/src/shop/orders"
    source.mkdir(parents=True)
    git(work, "init", "-q", "-b", "main")
    (source / "Pool.java").write_text("class Pool {\n  void take() {\n    try { go(); } finally { back(); }\n  }\n}\n")
    git(work, "add", ".")
    git(work, "commit", "-q", "-m", "orders: a pool")
    first = git(work, "rev-parse", "HEAD")
    (source / "Pool.java").write_text("class Pool {\n  void take() {\n    go(); back();\n  }\n}\n")
    git(work, "commit", "-q", "-a", "-m", "orders: simplify take()", day="2026-03-17T13:00:00Z")
    second = git(work, "rev-parse", "HEAD")
    bundle = folder / "shop.bundle"
    git(work, "bundle", "create", "-q", str(bundle), "--all")
    return bundle, first, second


def deploy(t: str, commit: str, previous: str, version: str) -> str:
    return json.dumps(
        {
            "context": {
                "version": "0.4.1",
                "id": f"d-{version}",
                "source": "/shop",
                "type": "dev.cdevents.service.upgraded.0.2.0",
                "timestamp": t,
            },
            "subject": {
                "id": "orders",
                "source": "/shop",
                "type": "service",
                "content": {"environment": {"id": "production"}, "artifactId": f"pkg:generic/orders@{version}"},
            },
            "customData": {"commit": commit, "version": version, "previous_commit": previous},
        }
    )


def write_sources(folder: Path) -> Path:
    """Six small sources: three logs, two scrapes, and bytes that nobody can read."""
    (folder / "metrics").mkdir(parents=True)
    (folder / "orders.log").write_text(JAVA)
    (folder / "payments.log").write_text(LINES)
    (folder / "access.log").write_text(ACCESS)
    for second, value in ((10, 3.0), (20, 24.0)):
        (folder / f"metrics/orders-20260317T1402{second}Z.prom").write_text(scrape(value))
    (folder / "core.bin").write_bytes(bytes(range(256)) * 8)
    return folder


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A folder of the six small sources."""
    return write_sources(tmp_path / "in")


@pytest.fixture
def case(tmp_path: Path) -> Iterator[OpenCase]:
    """An empty case that began at 14:00 on 17 March 2026."""
    made = create_case(tmp_path / "one.case", title="Orders fail", started=START)
    yield made
    made.close()


@pytest.fixture(scope="session")
def made_case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed case with the six sources in it, to be copied."""
    folder = tmp_path_factory.mktemp("made")
    made = create_case(folder / "one.case", title="Orders fail", started=START)
    raw = write_sources(folder / "in")
    made.ingest([raw], below=raw)
    made.close()
    return made.path


@pytest.fixture(scope="session")
def made_code_case(made_case: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """The same with a repository and two deploys of it; first and second commit."""
    folder = tmp_path_factory.mktemp("code")
    bundle, first, second = make_bundle(folder)
    deploys = (("2026-03-17T13:30:00Z", first, "", "1.0.0"), ("2026-03-17T14:01:00Z", second, first, "1.1.0"))
    (folder / "deploys.jsonl").write_text("".join(deploy(*words) + "\n" for words in deploys))
    shutil.copytree(made_case, folder / "one.case")
    made = open_case(folder / "one.case")
    made.ingest([bundle, folder / "deploys.jsonl"], below=folder)
    made.close()
    return made.path, first, second


@pytest.fixture
def full(made_case: Path, tmp_path: Path) -> Iterator[OpenCase]:
    """An open case with the six sources in it."""
    shutil.copytree(made_case, tmp_path / "full.case")
    opened = open_case(tmp_path / "full.case")
    yield opened
    opened.close()


@pytest.fixture
def with_code(made_code_case: tuple[Path, str, str], tmp_path: Path) -> Iterator[tuple[OpenCase, str, str]]:
    """An open case with the sources, a repository and two deploys of it; first and second commit."""
    path, first, second = made_code_case
    shutil.copytree(path, tmp_path / "code.case")
    opened = open_case(tmp_path / "code.case")
    yield opened, first, second
    opened.close()
