"""Matching as pure computation: facts of needs and parties in, a plan with its bound and reasons out."""
