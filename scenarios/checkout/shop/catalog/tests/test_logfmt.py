"""Values of log lines."""

from catalog.logfmt import quoted


def test_plain_values_stay_plain() -> None:
    assert quoted("SKU-0001") == "SKU-0001"


def test_blanks_are_quoted() -> None:
    assert quoted("not found") == '"not found"'
