"""Reports of critical incidents (LU-05)."""
