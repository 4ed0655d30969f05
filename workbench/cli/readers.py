"""`workbench readers`: what can be read."""

from __future__ import annotations

from argparse import Namespace

from workbench.cli.terminal import Terminal
from workbench.cli.verb import DONE, INPUT_FAULT, Verb
from workbench.readers.core import load_registry


def run(_args: Namespace, terminal: Terminal) -> int:
    """Print every reader; format files that can't be read are told on stderr."""
    registry = load_registry()
    readers = sorted(registry.readers, key=lambda reader: reader.id)
    if terminal.json:
        for reader in readers:
            terminal.object({"id": reader.id, "title": reader.title, "kinds": list(reader.kinds)})
    else:
        terminal.table(("id", "title", "kinds"), [(r.id, r.title, ", ".join(r.kinds)) for r in readers])
    for fault in registry.faults:
        terminal.error(fault.sentence())
    return INPUT_FAULT if registry.faults else DONE


VERB = Verb("readers", "the formats that can be read", (), run)
