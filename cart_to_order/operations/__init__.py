"""What operators run by hand, against AWS or the local cloud."""
