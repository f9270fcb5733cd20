"""The demo world: three vendors, their customers and people, and four months of incidents."""
