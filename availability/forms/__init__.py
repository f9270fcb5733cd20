"""What people type about services, outages and maintenance."""
