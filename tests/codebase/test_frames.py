"""From frames to files: the longest path tail, never a library's file for ours."""

from __future__ import annotations

import pytest

from workbench.codebase.frames import locate
from workbench.model.code import Frame

FILES = (
    "orders/src/shop/orders/Pool.java", "payments/src/shop/payments/Pool.java", "orders/src/shop/Main.java",
    "catalog/catalog/server.py", "catalog/tests/server.py", "payments/src/main.js", "cmd/main.go", "app.py",
    "kotlin/src/Wire.kt",
)  # fmt: skip


@pytest.mark.parametrize(
    ("function", "file", "path"),
    [
        ("shop.orders.Pool.take", "Pool.java", "orders/src/shop/orders/Pool.java"),
        ("shop.payments.Pool$Lease.close", "Pool.java", "payments/src/shop/payments/Pool.java"),
        ("shop.Main.lambda$run$0", "Main.java", "orders/src/shop/Main.java"),
        ("com.shop.wire.WireKt.read", "Wire.kt", "kotlin/src/Wire.kt"),
        ("serve", "/srv/app/catalog/server.py", "catalog/catalog/server.py"),
        ("f", "C:\\build\\catalog\\tests\\server.py", "catalog/tests/server.py"),
        ("f", "file:///x/payments/src/main.js", "payments/src/main.js"),
        ("main.main", "/go/build/cmd/main.go", "cmd/main.go"),
        ("f", "/somewhere/app.py", "app.py"),
    ],
)
def test_the_longest_tail_wins(function: str, file: str, path: str):
    assert locate(Frame(function, file, 7), FILES) == (path, ())


def test_equal_tails_are_told_as_ambiguous():
    path, rivals = locate(Frame("f", "/srv/server.py", 1), FILES)
    assert path is None
    assert rivals == ("catalog/catalog/server.py", "catalog/tests/server.py")


@pytest.mark.parametrize(
    ("function", "file"),
    [
        ("org.postgresql.Pool.take", "Pool.java"), ("java.lang.Thread.run", ""), ("f", "/usr/lib/python3.11/app.py"),
        ("f", "/app/node_modules/x/main.js"), ("f", "node:internal/main.js"), ("f", "<frozen importlib>"),
        ("f", "/srv/other.py"), ("main.f", "/home/ci/go/pkg/mod/x/cmd/main.go"),
    ],
)  # fmt: skip
def test_what_is_not_ours_is_not_found(function: str, file: str):
    assert locate(Frame(function, file, 7), FILES) == (None, ())
