"""Tests at the edge: HTTP and websockets in; log, receipts and boards out."""
