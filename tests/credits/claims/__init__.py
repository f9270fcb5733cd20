"""Claims: filed, completed, judged with their month, decided, and their pages."""
