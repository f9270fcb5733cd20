"""What the one search box finds of what is known: articles, topics and announcements."""
