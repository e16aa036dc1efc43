"""The tests of the center. `python3 -m tests` runs them; docs/conventions.md, section 9, says which layer
holds what.
"""
