"""The rules of credits, without a database."""
