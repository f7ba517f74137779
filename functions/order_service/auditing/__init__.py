"""Ledger and store compared: duplicates, keys without an order, keys past their time; read-only."""
