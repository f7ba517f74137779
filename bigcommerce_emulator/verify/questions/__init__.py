"""Questions that no documentation answers, one function each."""
