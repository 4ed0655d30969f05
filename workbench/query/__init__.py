"""The filter language: text to tree; one tree, several faces."""
