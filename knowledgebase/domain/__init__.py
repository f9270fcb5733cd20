"""Rules of articles and of searching them, in plain Python."""
