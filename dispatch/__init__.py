"""Other places: buses, satellites and other centers. Nothing is here yet but the name; docs/architecture.md
says what comes.

Imports of this package may come from `dvc.wiring` and the command line only; it may use the domain, the
commands and the board of `dvc`, and never the other way round.
"""
