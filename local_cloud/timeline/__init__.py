"""The pages that draw what became of an order, from the ledger and the functions' logs."""
