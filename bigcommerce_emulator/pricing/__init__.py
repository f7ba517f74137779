"""What a cart costs: prices, taxes, coupons."""
