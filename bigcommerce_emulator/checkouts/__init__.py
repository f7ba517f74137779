"""What calls on checkouts do, and what they answer."""
