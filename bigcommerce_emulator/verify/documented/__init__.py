"""The documented calls, shapes and examples."""
