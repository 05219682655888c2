"""The engine."""

import os

# pydantic would look for plugins in all installed packages, which takes as long as to import it.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
