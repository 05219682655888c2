"""The files of the site: frame, leak check, staging, build, dev server, publishing."""
