"""Bytes and arrays: line index, stamps and levels, search, spine and time merge."""

import os

# Two of our own threads scan slices side by side; polars may not start as many again for each core of a large machine.
# It reads this once, when it is first imported.
os.environ.setdefault("POLARS_MAX_THREADS", "2")
