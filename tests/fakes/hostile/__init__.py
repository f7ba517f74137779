"""What callers, stores and servers with bad intent, or broken ones, send."""
