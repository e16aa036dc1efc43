"""Laws that hold for all commands, tried with made-up mornings."""
