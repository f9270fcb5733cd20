"""The API of the desk: the same forms and services as the pages, JSON in and out (CO-10)."""
