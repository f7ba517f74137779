"""The pages: their links, their examples, their lists."""
