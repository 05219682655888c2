"""Courtside: one private page for each client, from one file per project.

The wings, in order; each imports only from those before it (`tests/test_architecture.py`):

    model      what a provider may write: frozen records, JSON Schema
    engine     rules 2 to 8: pure functions of files and a day
    text       the reader's language: catalogs, dates, money, Markdown, HTML
    source     project files: strict YAML to records or problems; checks, edits, migrations
    views      what people read: page, timeline, agreement, statement, history, e-mail
    sealing    links, keys, padded ciphertext
    workspace  the owner's repository on disk: files, git, settings, secret, SMTP
    pipeline   the whole line in one function: load, assess, render, seal
    site       the files of the site: frame, leak check, staging, MkDocs, dev server
    provider   the provider's day: actions, desk, import, setup, doctor
    cli        click commands: parse, ask, call, print

`errors` and `resources`, beside them, are for all of them. `resources` has the package's data, and
keeps on disk what takes long to make again; the wings before `workspace` touch no other disk.

`theme/` and `starter/` are data: templates, styles and scripts; what `courtside init` writes.

Read `pipeline.py` first, then `engine/assess.py`, then what you want to change.
`docs/one-file.md` follows one project file through all of it.
"""

import os

# pydantic would look for plugins in all installed packages, which takes as long as to import it.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
