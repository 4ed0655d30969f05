"""Records to findings: pure functions of values, with reasons and citations attached."""
