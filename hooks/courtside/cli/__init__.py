"""Click commands: parse, ask, call, print.

`main` has the list of commands and loads the module of one when it is called. So no module here
imports the engine at its top: what a command needs is imported in its function, which keeps
`--help` and `--version` quick.
"""
