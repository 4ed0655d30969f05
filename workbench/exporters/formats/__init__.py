"""One module an export format; they do not know each other."""
