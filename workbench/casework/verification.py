"""Whether what the case holds still is what was brought in and pinned."""

from __future__ import annotations

import hashlib

from workbench.casework.citations import raw_bytes
from workbench.casework.folder import CaseFolder
from workbench.casework.pinning import excerpt_of
from workbench.casework.values import Check
from workbench.errors import WorkbenchError
from workbench.jobs import JobContext
from workbench.model.notebook import EXCERPT_LIMIT, Evidence
from workbench.store.objects import verify

WHAT_LIMIT = 1000


def verified(folder: CaseFolder, context: JobContext) -> tuple[Check, ...]:
    """One check an object, one a piece of evidence, one for the notebook file."""
    objects = {digest: path for one in folder.notebook.sources.values() for digest, path in one.objects.items()}
    evidence = tuple(folder.notebook.evidence.values())
    steps = len(objects) + len(evidence) + 1
    folder.store.load()
    checks = [_notebook(folder)]
    for digest, path in objects.items():
        context.step(len(checks) / steps, f"checking {path}")
        checks.append(_object(folder, digest, path, context))
    for item in evidence:
        context.step(len(checks) / steps, f"checking {item.label}")
        checks.append(check_evidence(folder, item))
    if not folder.read_only:
        failed = [check.what for check in checks if not check.ok]
        said = f"{len(checks)} checks hold" if not failed else f"{len(failed)} of {len(checks)} checks failed"
        folder.store.add_custody("verified", ", ".join(failed)[:WHAT_LIMIT] or "the case", said)
    return tuple(checks)


def _notebook(folder: CaseFolder) -> Check:
    faults = tuple(problem.what for problem in folder.store.problems)
    return Check("case.db", not faults, "; ".join(faults) or "every row fits its digest")


def _object(folder: CaseFolder, digest: str, path: str, context: JobContext) -> Check:
    held = verify(folder.objects, digest, context)
    return Check(path, held, digest if held else "its sealed copy no longer has the digest it was sealed under")


def check_evidence(folder: CaseFolder, evidence: Evidence) -> Check:
    """Whether the frozen excerpt fits its digest, and the source still holds the bytes that were pinned."""
    name = f"{evidence.label} {evidence.shown}"
    excerpt = evidence.excerpt.encode("utf-8")
    whole = (
        evidence.kind not in ("metric", "picture")
        and evidence.count <= EXCERPT_LIMIT
        and "\ufffd" not in excerpt.decode()
    )
    if whole and hashlib.sha256(excerpt).hexdigest() != evidence.sha256:
        return Check(name, False, "its excerpt no longer fits the digest it was pinned with")
    try:
        data = raw_bytes(folder, evidence.citation)
    except WorkbenchError as error:
        return Check(name, False, f"its source can't be read any more ({error.what}); the excerpt stands alone")
    if hashlib.sha256(data).hexdigest() != evidence.sha256:
        return Check(name, False, "the source no longer holds what was pinned; the excerpt stands alone")
    if evidence.kind not in ("metric", "picture") and excerpt_of(data) != evidence.excerpt:
        return Check(name, False, "its excerpt is not what the source holds there")
    return Check(name, True, evidence.sha256)
