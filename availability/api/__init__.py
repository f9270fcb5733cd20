"""Availability through the API: the same services as the pages (CO-10)."""
