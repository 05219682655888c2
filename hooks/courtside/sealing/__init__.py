"""Links, keys and padded ciphertext."""
