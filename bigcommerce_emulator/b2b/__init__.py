"""B2B Edition beside the store: its records of the orders of companies' buyers."""
