"""How an agreement file is read: primitive fields, then one module per group of sections."""
