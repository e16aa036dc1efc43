"""The reception station: day record, volunteers, groups and the activity day; then the acts on a wired center."""
