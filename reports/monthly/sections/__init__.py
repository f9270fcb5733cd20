"""What a monthly report says, one module for each promise: figures and tables, no layout."""
