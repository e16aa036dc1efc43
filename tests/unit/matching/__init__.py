"""Tests of the matching room: instance files, checker, solver, reasons, eligibility, command line."""
