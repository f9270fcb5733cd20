"""What is typed on the pages of contracts, one module for each noun."""
