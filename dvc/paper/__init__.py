"""Papers as PDF by Typst, from data that read models made: page furniture, QR, the work order, the team's
roll-call.
"""
