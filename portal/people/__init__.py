"""People coming and going: invitations, memberships, one's own page."""
