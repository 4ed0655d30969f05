"""One module a verb: the same product without a window."""
