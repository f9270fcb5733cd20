"""Release notices, maintenance and news, for all customers or for some (LU-28, CO-14)."""
