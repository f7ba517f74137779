"""What the pages read from AWS: bounded, and never changing anything."""
