"""Pages of what was promised and of what it covers."""
