"""Characters that a file may not have, or not at this place, because nobody can see them.

"Logo\\u202e"      ->  always refused
"ภาษา\\u200bไทย"    ->  a break between two Thai words: allowed
"Logo\\ufe0f\\ufe0f"  ->  a run, in which a text could be hidden: refused
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# Control characters, what YAML cannot print, what changes the direction of text or breaks lines
# invisibly (U+2028 and U+2029 end a line in YAML 1.1, but not in an editor), and zero-width
# characters that come along when text is copied, or hide a text within another. Readers of YAML
# disagree about U+FEFF. Tags are allowed in the flag of a region, such as Scotland's.
_IN_NO_FLAG = "".join(f"(?<!\N{WAVING BLACK FLAG}.{{{signs}}})" for signs in range(6))
_TAGS = "\U000e0020-\U000e007f"
_ALWAYS = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u115f\u1160\u180e\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0001"
)
_NOWHERE = f"[{_ALWAYS}]|{_IN_NO_FLAG}[{_TAGS}]"

_BREAK = "\N{ZERO WIDTH SPACE}"
_MARKS = "\N{ARABIC LETTER MARK}\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}"
_SELECTORS = "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
_UNSEEN = f"[\u00ad\u034f\u200c\u200d{_BREAK}{_MARKS}{_SELECTORS}]"

_FORBIDDEN = f"{_UNSEEN}{{2,}}|{_NOWHERE}|[{_BREAK}{_MARKS}{_SELECTORS}]"
"""What has to be looked at: not all of it is forbidden everywhere."""
_RARE = f"[{_ALWAYS}{_TAGS}{_UNSEEN[1:]}"
"""One set with all of it, by which a search passes over common characters at once."""

_WITHOUT_SPACES = "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u1aaf\ua9e0-\ua9ff\uaa60-\uaadf]"
"""Thai, Lao, Burmese, Khmer and their neighbours, who write a break between words as U+200B."""
_RIGHT_TO_LEFT = (
    "[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff"
    "\U0001e800-\U0001efff]"
)
"""Hebrew, Arabic and the like, beside which a mark keeps signs and numbers in their places."""
_NEAR = 40
"""How many characters a mark may be away from a letter of such a script, in the same line."""
_JOINED = "\N{VARIATION SELECTOR-16}\N{ZERO WIDTH JOINER}"
"""Within a picture that is made of several."""


def may_be_forbidden(text: str) -> bool:
    """Return whether a text has a character that may be forbidden."""
    if text.isascii() and text.replace("\n", "").isprintable():  # ten times as fast as the set
        return False
    return re.search(_RARE, text) is not None


def forbidden_in(text: str) -> Iterator[re.Match[str]]:
    """Yield each forbidden character of a text, and each run of invisible ones as a whole."""
    return (match for match in re.finditer(_FORBIDDEN, text) if not _belongs(match))


def without_forbidden(text: str) -> str:
    """Return a text with U+FFFD for each forbidden character."""
    return re.sub(_FORBIDDEN, lambda m: m[0] if _belongs(m) else "\ufffd" * len(m[0]), text)


def _belongs(match: re.Match[str]) -> bool:
    """Return whether a character is needed where it is."""
    text, signs = match.string, match[0]
    start, end = match.span()
    before, after = text[max(start - 1, 0) : start], text[end : end + 1]
    if len(signs) > 1:
        return signs == _JOINED and _varies(before) and _is_picture(after)
    if signs == _BREAK:
        return re.search(_WITHOUT_SPACES, before + after) is not None
    if signs in _MARKS:
        near = text[max(start - _NEAR, 0) : start].rpartition("\n")[2]
        near += text[end : end + _NEAR].partition("\n")[0]
        return re.search(_RIGHT_TO_LEFT, near) is not None
    return re.match(f"[{_SELECTORS}]", signs) is not None and _varies(before)


def _varies(base: str) -> bool:
    """Return whether a character can have a variant: a picture, a digit, or a letter that is not
    Latin, Greek or of their kind."""
    return base > " " and base.isprintable() and (not base.isalpha() or base >= "\u1000")


def _is_picture(sign: str) -> bool:
    return sign != "" and unicodedata.category(sign)[0] == "S"
