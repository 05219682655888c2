"""What can be wrong with a machine or a set-up, and the one next thing to do."""
