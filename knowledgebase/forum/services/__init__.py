"""Every change to the forum. Pages and API all come through here."""
