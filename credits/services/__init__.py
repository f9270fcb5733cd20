"""Every change to what is owed: pages, the API, tasks and reactions come through here."""
