"""The Starlette edge: parses, asks for commands and readings, renders. Judges nothing but the shape of what
came in.
"""
