"""What the room `maps` promises, piece by piece."""
