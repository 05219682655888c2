"""Rules 2 to 8: pure functions of files and a day."""
