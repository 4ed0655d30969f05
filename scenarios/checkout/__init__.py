"""A small shop whose order service loses database connections after a deploy."""
