"""What pages and the API show, put together for their reader."""
