"""Pages by station of the day; each module ends with its part of the URL table."""
