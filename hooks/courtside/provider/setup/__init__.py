"""The files of a new studio."""
