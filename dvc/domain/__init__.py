"""The rules of a disaster volunteer center: frozen states, verbs that return events, one `evolve` each. Pure.
"""
