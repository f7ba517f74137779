"""Which lines of a cart are which lines of the order."""
