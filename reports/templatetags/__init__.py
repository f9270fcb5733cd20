"""What pages of lower floors show of reports."""
