"""The reception station: day record, volunteers, groups, the activity day; then acts on a wired center."""
