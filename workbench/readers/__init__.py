"""A source to records or to a line format, chosen by content."""
