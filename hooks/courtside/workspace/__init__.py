"""The owner's repository on disk: files, git, settings, secret, reminder log, SMTP."""
