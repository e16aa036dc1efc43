"""SELECT-only readings for pages, papers and reports."""
