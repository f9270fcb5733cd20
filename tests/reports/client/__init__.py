"""Reports: client."""
