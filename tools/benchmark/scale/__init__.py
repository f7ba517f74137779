"""Parts of `make bench` about much of everything: keys in the ledger, orders a day."""
