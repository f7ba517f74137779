"""Pure: what is reckoned from what was measured: prices, limits, and growth."""
