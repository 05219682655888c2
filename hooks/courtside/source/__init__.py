"""Project files: strict YAML to records or problems; checks; edits; migrations."""
