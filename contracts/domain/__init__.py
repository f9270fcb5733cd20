"""What a contract says, as plain values: no framework, no database."""
