"""What an exporter is, and how files reach a knowledge base: atomically, and never over what a person changed.

An exporter is one module in `exporters/formats/` with a module-level `EXPORTERS: tuple[Exporter, ...]`, or a plug-in of
the entry point group `workbench.exporters`.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from workbench import plugins
from workbench.errors import ExportError
from workbench.exporters.article import Article, article_of, slug_of_case
from workbench.model.report import Report

Files = Mapping[str, bytes]
LEDGER = ".workbench-articles.json"


@dataclass(frozen=True, slots=True)
class Exporter:
    """One format. render: an article to files by relative name."""

    id: str
    title: str
    render: Callable[[Article], Files]


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was changed by hand since the last export and so was left alone; difference: what export would write."""

    path: Path
    difference: str


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export did: files it wrote, files that stood there already as wanted, and files it left alone."""

    written: tuple[Path, ...]
    unchanged: tuple[Path, ...] = ()
    kept: tuple[Kept, ...] = ()


def load_exporters() -> tuple[Exporter, ...]:
    """Our own exporters and those of plug-ins."""
    from workbench.exporters import formats

    found: list[Exporter] = []
    for module in sorted(pkgutil.iter_modules(formats.__path__), key=lambda module: module.name):
        found.extend(importlib.import_module(f"{formats.__name__}.{module.name}").EXPORTERS)
    found.extend(plugin.value for plugin in plugins.load("workbench.exporters") if isinstance(plugin.value, Exporter))
    return tuple(found)


def export(report: Report, folder: Path, formats: Sequence[str] = ("markdown", "html")) -> Exported:
    """Write the article into a knowledge-base folder in each of `formats`; the same article keeps its file names.

    Raises `ExportError` for an unknown format or a folder that can't be written; no file is ever half-written.
    """
    known = {exporter.id: exporter for exporter in load_exporters()}
    for name in formats:
        if name not in known:
            raise ExportError(f"there is no format called {name!r}", "", f"Choose from {', '.join(sorted(known))}.")
    ledger = _read_ledger(folder)
    before = ledger.get(report.article, {})
    article = article_of(report, _file_stem(slug_of_case(report.case), before, ledger, folder))
    files: dict[str, bytes] = {}
    for name in formats:
        files.update(known[name].render(article))
    return _write(folder, article, files, before, ledger)


def _file_stem(slug: str, before: Mapping[str, str], ledger: Mapping[str, Mapping[str, str]], folder: Path) -> str:
    """Keep the name an article was first exported under; a name that another file or article holds gets a number."""
    for name in before:
        if "/" not in name:
            return Path(name).stem
    taken = {Path(name).stem for files in ledger.values() for name in files if "/" not in name}
    stem, number = slug, 2
    while stem in taken or (folder / f"{stem}.md").exists() or (folder / f"{stem}.html").exists():
        stem, number = f"{slug}-{number}", number + 1
    return stem


def _write(
    folder: Path, article: Article, files: Files, before: Mapping[str, str], ledger: dict[str, dict[str, str]]
) -> Exported:
    written: list[Path] = []
    unchanged: list[Path] = []
    kept: list[Kept] = []
    digests = dict(before)
    for name, content in files.items():
        target = folder / name
        present = _present(target)
        if present == content:
            unchanged.append(target)
        elif present is not None and _digest(present) != before.get(name):
            kept.append(Kept(target, difference(present, content, name)))
            continue
        else:
            _write_atomically(target, content)
            written.append(target)
        digests[name] = _digest(content)
    ledger[article.id] = digests
    _write_atomically(folder / LEDGER, msgspec.json.format(msgspec.json.encode(ledger), indent=1))
    return Exported(tuple(written), tuple(unchanged), tuple(kept))


def difference(old: bytes, new: bytes, name: str) -> str:
    """The lines that differ, `-` as they stand in the folder, `+` as the export would write them, with two of context."""
    from rapidfuzz.distance import Indel

    a, b = old.decode("utf-8", "replace").split("\n"), new.decode("utf-8", "replace").split("\n")
    lines = [f"--- {name} (in the folder)", f"+++ {name} (from the case)"]
    for step in Indel.opcodes(a, b):
        if step.tag == "equal":
            same = a[step.src_start : step.src_end]
            shown = same if len(same) <= 4 else [*same[:2], "…", *same[-2:]]
            lines += [f" {line}" for line in shown]
        lines += [f"-{line}" for line in a[step.src_start : step.src_end] if step.tag in ("delete", "replace")]
        lines += [f"+{line}" for line in b[step.dest_start : step.dest_end] if step.tag in ("insert", "replace")]
    return "\n".join(lines)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _present(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ExportError(f"it can't be read ({error.strerror})", str(path), "Choose another folder.") from error


def _read_ledger(folder: Path) -> dict[str, dict[str, str]]:
    try:
        return msgspec.json.decode((folder / LEDGER).read_bytes(), type=dict[str, dict[str, str]])
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.DecodeError) as error:
        raise ExportError(
            f"the list of exported articles can't be read ({error})", str(folder / LEDGER), "Delete it."
        ) from error


def _write_atomically(target: Path, content: bytes) -> None:
    scratch = target.with_name(f".{target.name}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with scratch.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(target)
    except OSError as error:
        scratch.unlink(missing_ok=True)
        raise ExportError(f"it can't be written ({error.strerror})", str(target), "Choose another folder.") from error
