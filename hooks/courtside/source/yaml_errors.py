"""What a YAML syntax error means, in words that help to fix it."""

import re
from typing import Literal

import yaml

from courtside.source.odd_signs import first_odd_sign
from courtside.source.problems import Place

MOST_DEPTH = 20
TOO_DEEP = f"nested more than {MOST_DEPTH} levels deep"

ESCAPE = "an unknown '\\' escape in double quotes: write '\\\\', or use single quotes"
FIELDS = "write fields, one per line, as 'key: value' with a space after the ':'"

COMMENT = (
    "' #' begins a comment, and the rest of the line is not read: put quotes around a text that "
    "contains it, or a space after the '#' of a comment"
)

CUT_BY_COMMENT = re.compile(r"[ \t]+(#)\w")
"""Behind a text without quotes: `title: Logo #2`."""
_COMMENT_IN_TEXT = re.compile(rf"^[^\"'#]*[^\s\"'#,{{}}\[\]]{CUT_BY_COMMENT.pattern}")

_TAB = "there is a tab here: indent with spaces"

_SPACE = "a space is missing after the ':' of this line or of the one above: 'key: value'"

_COLON = "put quotes around text that contains ': '"

_DASH = "a space is missing after the '-' that begins this entry"
_INDENT = "fields of the same group must start in the same column"

_AFTER = "nothing may follow here: put the whole text in one pair of quotes (and write ' as '')"

_QUOTE = "the quote that opens here is never closed"

_OTHER = "this is not YAML that can be read: check quotes, brackets and indentation here"

# Part of the error in libyaml's words or in PyYAML's own -> which mark, what to say.
_SYNTAX: tuple[tuple[str, Literal["context", "problem"], str], ...] = (
    ("maximum nesting depth", "problem", TOO_DEEP),  # libyaml looks ahead for the ':' of a key
    ("while scanning a directive", "problem", "a line that begins with '%' is not read"),
    ("found unexpected end of stream", "context", _QUOTE),
    ("found unexpected document", "context", _QUOTE),
    ("while scanning a double-quoted scalar", "problem", ESCAPE),
    ("while parsing a quoted scalar", "problem", ESCAPE),
    ("while scanning an a", "context", "text that begins with '*' or '&' needs quotes"),
    ("while scanning a tag", "context", "text that begins with '!' needs quotes"),
    ("while parsing a tag", "context", "text that begins with '!' needs quotes"),
    ("undefined tag handle", "problem", "text that begins with '!' needs quotes"),
    ("while scanning a block scalar", "problem", "after '|' or '>' the text begins on a new line"),
    ("expected ',' or ']'", "context", "the '[' that opens here has no ']', or a ',' is missing"),
    ("expected ',' or '}'", "context", "the '{' that opens here has no '}', or a ',' is missing"),
    ("sequence entries are not allowed", "problem", "begin a list on a new line, with '- '"),
    ("mapping keys are not allowed", "problem", "text that begins with '? ' needs quotes"),
    ("could not find expected ':'", "context", f"this is not a field: {FIELDS}"),
    ("cannot start any token", "problem", "text that begins with '@', '%' or '`' needs quotes"),
    ("node content", "problem", "a value is missing here, or a '[' or '{' lacks its partner"),
    ("<document start>", "problem", "the fields end above this: delete the line '...' or '}'"),
)


def explain(error: yaml.YAMLError, text: str, last: Place) -> tuple[Place, str]:
    """Return the place of a syntax error, and an explanation without words out of the file."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return last, _OTHER
    lines = [*text.split("\n"), ""]
    line = lines[min(mark.line, len(lines) - 1)]
    head = line[: mark.column]
    words = f"{getattr(error, 'context', None) or ''} {getattr(error, 'problem', None) or ''}"
    place = (mark.line + 1, mark.column + 1)
    before = getattr(error, "context_mark", None) or mark
    first = max(0, min(mark.line, before.line, last[0] - 1) - 1)
    near_by = lines[first : mark.line + 2]
    if odd := first_odd_sign(enumerate(near_by, first + 1)):
        return odd
    for number in sorted({place[0], before.line + 1}):
        if cut := _COMMENT_IN_TEXT.search(lines[min(number, len(lines)) - 1]):
            return (number, cut.start(1) + 1), COMMENT
    if "tab character" in words or line[mark.column : mark.column + 1] == "\t":
        return place, _TAB
    if "mapping values are not allowed" in words and re.search(r":\s", head):
        return place, _COLON
    # Behind the name of a field that has a line to itself, a bracket above was never closed.
    in_flow = "expected ',' or" in words and line[mark.column : mark.column + 1] == ":"
    if in_flow and not re.fullmatch(r"\s*(?:- +)*[\w-]+ *", head):
        return place, _COLON
    context = getattr(error, "context_mark", None) or mark
    above = lines[max(0, min(mark.line, len(lines)) - 1)]
    if "expected ':'" in words or "mapping values" in words or "node content" in words:
        nearby = (line, above, lines[min(context.line, len(lines) - 1)])
        if any(re.match(r"\s*(?:- +)*[A-Za-z_][\w-]*:[^\s:/]", text) for text in nearby):
            return (context.line + 1, context.column + 1), _SPACE
    for part, where, message in _SYNTAX:
        if part in words:
            begin = context if where == "context" else mark
            return (begin.line + 1, begin.column + 1), message
    if dash := re.match(r"\s*-(?=[{\[]|[A-Za-z_][\w-]*: )", line):
        return (place[0], dash.end() + 1), _DASH
    if "mapping values" in words or ("block" in words and not head.strip(" -")):
        return (place[0], len(line) - len(line.lstrip(" ")) + 1), _INDENT
    return place, _AFTER if "block" in words else _OTHER
