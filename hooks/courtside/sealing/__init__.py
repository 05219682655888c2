"""Links, keys and ciphertext."""
