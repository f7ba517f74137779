"""What goes wrong in a world, and who acts in it beside the service."""
