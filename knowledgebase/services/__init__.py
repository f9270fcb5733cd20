"""Every change to an article. Pages and tasks all come through here."""
