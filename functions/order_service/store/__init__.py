"""The store's answers as we read them, and its signals."""
