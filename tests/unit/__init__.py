"""One room at a time, without store, network or browser."""
