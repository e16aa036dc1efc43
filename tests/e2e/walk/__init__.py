"""One whole morning through the house for `tests/e2e/test_walk.py`: the crowd, the desks, the way out and
back, and the judges at the end.
"""
