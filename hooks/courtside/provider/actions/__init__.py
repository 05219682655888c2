"""What a provider does to a project, as edits of its file."""
