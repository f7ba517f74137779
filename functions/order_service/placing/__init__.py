"""The story: one request becomes one order, whatever fails."""
