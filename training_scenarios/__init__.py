"""Drills: scenarios as data, and the engine that plays them on the real wiring. Nothing is here yet but the
name.

It stands above `dvc.wiring`: a drill runs the product as it is, with a clock, ids and links of its own, so
nothing of the product may import this package but the command line.
"""
