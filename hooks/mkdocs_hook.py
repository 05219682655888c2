"""MkDocs loads this file and calls its events; the work is done in courtside.site.mkdocs_events."""

from __future__ import annotations

from pathlib import Path

from courtside.provider.desk_page import with_desk
from courtside.site.mkdocs_events import BuildSession

session = BuildSession(hook=Path(__file__), with_desk=with_desk)
on_startup = session.on_startup
on_config = session.on_config
on_files = session.on_files
on_env = session.on_env
on_post_page = session.on_post_page
on_post_build = session.on_post_build
on_build_error = session.on_build_error
on_shutdown = session.on_shutdown
on_serve = session.on_serve
