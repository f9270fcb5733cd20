"""The forum: topics and answers among a vendor's customers and its own people (LU-28)."""
