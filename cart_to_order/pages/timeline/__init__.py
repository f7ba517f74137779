"""What became of one order, drawn from the ledger, the logs and the traces."""
