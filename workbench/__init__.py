"""Workbench: one incident, five linked panels, from raw sources to a knowledge-base article."""

__version__ = "0.1.0"
