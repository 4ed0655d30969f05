"""The parts of the log table: values, layout, painting, hands."""
