"""Dumb widgets: they take values and functions, emit signals, and know no case."""
