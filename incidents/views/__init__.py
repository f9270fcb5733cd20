"""Incident pages. A view reads the request, makes one service call and renders."""
