"""Measurements by hand: no test runs them, figures are printed."""
