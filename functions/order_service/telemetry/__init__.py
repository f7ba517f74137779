"""Logs, numbers, spans."""
