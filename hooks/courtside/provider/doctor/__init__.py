"""Checks of a machine and a set-up, and the next thing to do."""
