"""Rules of reports in plain Python."""
