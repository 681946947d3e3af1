"""The figures: pure functions from what was found to a chart with its words and its table."""
