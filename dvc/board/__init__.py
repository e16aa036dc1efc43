"""The pure read model of the live boards: a world of states moved by the log, items per board, deltas between
moments.
"""
