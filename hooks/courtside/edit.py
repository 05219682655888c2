"""Writes one field of a file, leaving every other byte as it was.

    link: 1        set_field(text, source, "link", "2", before="stages")        link: 2

Where the field does not stand yet, it gets a line of its own before another field, or at the end.
Only plain one-line values at the top of a file are written.
"""

from __future__ import annotations

from .source import Source


def set_field(text: str, source: Source, name: str, value: str, *, before: str = "") -> str:
    """The text with a top field set. `source` is what was read from this very text.

    `value` is written as it is, so it must be YAML already. `before` names the field in front of
    which a new line goes; a file without it gets the line at its end.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines(keepends=True)
    if (name,) in source.positions:
        row, column = source.positions[(name,)]
        line = lines[row - 1]
        old = line[column - 1 :].split("#")[0].rstrip()
        lines[row - 1] = line[: column - 1] + value + line[column - 1 + len(old) :]
        return "".join(lines)
    added = f"{name}: {value}{newline}"
    if (before,) in source.key_positions:
        lines.insert(source.key_positions[(before,)][0] - 1, added)
    else:
        if lines and not lines[-1].endswith(("\n", "\r")):
            lines[-1] += newline
        lines.append(added)
    return "".join(lines)
