"""Claims for credits: what is stated, what of it holds, and the pages and API around it (PQ-07)."""
