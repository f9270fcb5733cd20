"""What is done about services, outages and maintenance, one function for each deed."""
