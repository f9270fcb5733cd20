"""The rules of credits in plain Python: what a missed month earns, and for whom."""
