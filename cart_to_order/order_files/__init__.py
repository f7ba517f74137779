"""Files of orders as other programs write them, read into orders row by row."""
