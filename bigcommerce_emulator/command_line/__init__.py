"""What `bigcommerce-emulator` understands, and what it prints."""
