"""Articles as a ZIP file of Markdown: written, read with care, and held against what is known."""
