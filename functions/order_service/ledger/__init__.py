"""One item per key: claim, lease, history, status, events."""
