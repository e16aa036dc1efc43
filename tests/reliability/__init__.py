"""The reliability catalogue (reliability.md section 3): kills, races and cut lines against real processes,
real sockets and real stores. Quick sizes run always, catalogue sizes under the mark `deep`.
"""
