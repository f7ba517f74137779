"""What a checkout still lacks and how it gets there."""
