"""All of a vendor's customers at one look, those that want looking after first."""
