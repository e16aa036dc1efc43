"""Lists that people hand over."""
