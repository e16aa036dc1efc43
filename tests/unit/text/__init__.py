"""The text catalogue."""
