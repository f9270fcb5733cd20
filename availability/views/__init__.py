"""The pages of services, outages and maintenance."""
