"""Links and keys (`keys`), and what they open: pages and files, padded and sealed (`cipher`)."""
