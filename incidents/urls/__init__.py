"""Addresses of the desk inside a vendor's site."""
