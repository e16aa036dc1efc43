"""Pictures of every page, made by one command: `python3 -m tests.screens`."""
