"""The notebook, sealed objects and the index on disk; the only room that knows SQLAlchemy."""
