"""The incident report of a customer: what is open, what was closed lately (LU-27)."""
