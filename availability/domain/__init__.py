"""The rules of availability in plain Python: what a month of a contract came to."""
