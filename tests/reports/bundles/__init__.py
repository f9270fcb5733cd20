"""Reports: bundles."""
