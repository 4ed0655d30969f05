"""One dock each: a view bound to the case and to the focus; panels never know each other."""
