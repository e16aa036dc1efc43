"""A real server or file, and a real browser."""
