"""Needs, households and referrals: rules of the domain, then the acts on a wired center."""
