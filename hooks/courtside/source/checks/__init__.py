"""What only several values together can break, a module for each subject."""
