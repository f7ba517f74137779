"""What an order would cost: its checkout is made, read and thrown away."""
