"""Names that people type: whole, or the beginning of one.

pick("au", ["aurora", "nido"], "project")  ->  "aurora"
pick("Zoë", ["zoe"], "project")            ->  "zoe"
"""

from __future__ import annotations

from collections.abc import Iterable

from courtside.errors import ActionRefusedError
from courtside.source.messages import close_to


def pick(given: str, names: Iterable[str], what: str) -> str:
    """Return the name that was typed, or the only one that begins with it.

    Capitals, accents and spaces make no difference, since ids have none. Raises ActionRefusedError
    if there is none or several; `what` they are is said there: "project".
    """
    names = list(names)
    if given in names:
        return given
    begin = [name for name in names if name.startswith(given)]
    from courtside.provider.importing.draft import slug  # it takes long, and is seldom needed

    if not begin and (plain := slug(given)):
        begin = [plain] if plain in names else [name for name in names if name.startswith(plain)]
    if len(begin) == 1:
        return begin[0]
    if begin:
        raise ActionRefusedError(f"'{given}' could be {' or '.join(begin)}. Type more of it.")
    if not names:
        raise ActionRefusedError(f"No {what} called '{given}'.")
    meant = close_to(given, names, 0.6)
    hint = f"Did you mean '{meant[0]}'?" if meant else f"{what.capitalize()}s: {', '.join(names)}."
    raise ActionRefusedError(f"No {what} called '{given}'. {hint}")
