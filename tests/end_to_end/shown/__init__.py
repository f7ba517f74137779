"""What the pages show, carried out."""
