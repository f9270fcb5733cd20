"""Reports that are sent regularly: to whom, when, and what became of each period."""
