"""Pages and API of ledgers, statements and rights to terminate."""
