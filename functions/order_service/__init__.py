"""Cart to Order: one order request becomes exactly one order in a BigCommerce store."""

__version__ = "0.2.0"
