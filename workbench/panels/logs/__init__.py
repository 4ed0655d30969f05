"""The log panel: its own files, and its features, a file each."""
