"""Reports: portfolio."""
