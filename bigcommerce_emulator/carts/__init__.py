"""What calls on carts do."""
