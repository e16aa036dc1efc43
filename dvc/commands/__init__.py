"""Use cases: one function each, the only place that orders the steps. They speak to ports, never to SQL or
HTTP.
"""
