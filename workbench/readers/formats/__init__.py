"""One module a format family; they do not know each other."""
