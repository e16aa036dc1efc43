"""The only writer: tables, the event log, the people vault and the unit of work. Knows ports and domain, no
command.
"""
