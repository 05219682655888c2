"""Lets `python -m courtside` run the command line."""

from courtside.cli.main import main

main()
