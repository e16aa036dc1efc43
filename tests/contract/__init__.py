"""What every store must satisfy: the same tests on SQLite and on PostgreSQL."""
