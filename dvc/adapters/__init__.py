"""The outside, behind ports: clock, ids, keys, files."""
