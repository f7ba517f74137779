"""What a caller sends, and every rule about it."""
