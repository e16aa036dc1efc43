"""The history of the tables, one file a change; a released file is never edited."""
