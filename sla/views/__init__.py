"""Pages on what became of promises, and on what will become of them soon."""
