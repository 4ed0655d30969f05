"""Bytes and arrays: line index, stamps and levels, search, spine and time merge."""
