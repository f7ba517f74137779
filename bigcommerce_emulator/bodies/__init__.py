"""What requests carry, and the errors that name their fields."""
