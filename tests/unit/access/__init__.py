"""Secrets, the registry, TLS and the table of who sees what."""
