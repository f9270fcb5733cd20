"""Documents as PDF: templates of Typst beside this file, filled with data and nothing else."""
