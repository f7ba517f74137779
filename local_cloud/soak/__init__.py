"""`make soak`: many orders through the deployed local cloud while everything fails at random."""
