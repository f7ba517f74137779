"""What the emulator holds: catalog, carts, orders, settings."""
