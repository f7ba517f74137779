"""Stand-ins for the world: they hold state and behave; nothing is patched."""
