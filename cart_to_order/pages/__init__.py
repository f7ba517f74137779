"""The pages that show operators which orders need attention, and what became of each order."""
