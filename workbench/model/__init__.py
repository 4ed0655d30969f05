"""Values: frozen dataclasses that every room may hold and none may change."""
