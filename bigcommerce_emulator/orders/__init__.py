"""How a checkout becomes an order, and what calls on orders do."""
