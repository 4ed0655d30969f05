"""What a person decides about templates, as edits: keep one as it is, make one of several, take one apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workbench.casework.edits import Edit, Put, Remove, Together
from workbench.casework.templates import common_template
from workbench.engine.templates import template_id
from workbench.errors import CaseError
from workbench.model.notebook import Notebook
from workbench.model.templates import TemplateRow, TemplateRule


def pinning(notebook: Notebook, text: str, on: bool) -> Edit:
    """Keep a template as it is and on top, or no longer."""
    return _put(notebook, replace(_rule(notebook, text), pinned=on))


def merging(notebook: Notebook, texts: Sequence[str]) -> Edit:
    """Make one template of several. Raises `CaseError` where there are fewer than two or they have nothing in common."""
    own = tuple(dict.fromkeys(texts))
    if len(own) < 2:
        raise CaseError("one template alone can't be merged", "", "Choose two or more.")
    into = common_template(own)
    edits = [_put(notebook, replace(_rule(notebook, text), into=into)) for text in own if text != into]
    return Together(tuple(edits), f"merge {len(own)} templates")


def splitting(notebook: Notebook, row: TemplateRow) -> Edit:
    """Take a template apart: what a person merged, else what the miner did. Raises `CaseError` where nothing was."""
    merged = [rule for rule in notebook.templates.values() if rule.into == row.text]
    if merged:
        edits = [_put(notebook, replace(rule, into="")) for rule in merged]
        return Together(tuple(edits), "split a template")
    if row.parts < 2:
        raise CaseError("this template was not merged of others", "", "Its lines differ by their values only.")
    return _put(notebook, replace(_rule(notebook, row.text), split=True, pinned=False))


def _rule(notebook: Notebook, text: str) -> TemplateRule:
    id = template_id(text)
    return notebook.templates.get(id) or TemplateRule(id, text)


def _put(notebook: Notebook, rule: TemplateRule) -> Edit:
    if rule.empty and rule.id in notebook.templates:
        return Remove("template", rule.id)
    return Put(rule)
