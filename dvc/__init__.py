"""The disaster volunteer center: one operation's commands, events, stores, boards and pages
(docs/architecture.md).

Nothing is imported here: `python3 -m dvc` starts on a bare machine, where no dependency is installed yet.
"""
