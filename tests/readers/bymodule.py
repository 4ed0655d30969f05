"""Our readers, their examples, and tests that try them a module at a time."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable

import pytest

from workbench.readers import formats
from workbench.readers.core import Reader

MODULES = {
    one.name: importlib.import_module(f"{formats.__name__}.{one.name}")
    for one in pkgutil.iter_modules(formats.__path__)
}
EXAMPLES = {name: text.encode() for module in MODULES.values() for name, text in module.EXAMPLES.items()}
READERS: dict[str, Reader] = {reader.id: reader for module in MODULES.values() for reader in module.READERS}


def by_module(ids: Iterable[str]) -> pytest.MarkDecorator:
    """A test a module with those of its readers as `names`: starting one a reader takes longer than most of them do."""
    kept = set(ids)
    found = {name: [one.id for one in module.READERS if one.id in kept] for name, module in MODULES.items()}
    rows = {name: names for name, names in found.items() if names}
    return pytest.mark.parametrize("names", rows.values(), ids=rows)
