"""Reports of critical incidents: drafted from the timeline, approved, published (LU-05)."""
