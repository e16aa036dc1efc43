"""Sheets, seats, proposals, teams, departure, return, report and equipment."""
