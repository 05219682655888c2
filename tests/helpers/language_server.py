"""An editor with the YAML language server, as VS Code, Neovim and others have it: over its standard
input and output, and with no catalogue of schemas from the internet.

    with Editor.of(studio) as editor:
        file = editor.open(studio / "projects" / "nido.yml")
        file.problems()                        # ["5:12 Value is not accepted. ..."]
        file.completions("owner: ")            # ["client", "provider"]
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from helpers.webtools import module, program

_SETTINGS = {"yaml": {"schemaStore": {"enable": False}}}


@dataclass
class Editor:
    """A running server, and what it has said of each file."""

    server: subprocess.Popen[bytes]
    requests: int = 0
    problems: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    @contextmanager
    def of(cls, folder: Path) -> Iterator[Editor]:
        """Start a server on a folder, and end it."""
        binary = module("yaml-language-server/bin/yaml-language-server")
        command = [program("node"), str(binary), "--stdio"]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder
        ) as server:
            editor = cls(server=server)
            folders = [{"uri": folder.as_uri(), "name": folder.name}]
            editor.ask(
                "initialize",
                processId=None,
                rootUri=folder.as_uri(),
                workspaceFolders=folders,
                capabilities={"workspace": {"configuration": True}},
            )
            editor.tell("initialized")
            editor.tell("workspace/didChangeConfiguration", settings=_SETTINGS)
            yield editor
            editor.ask("shutdown")
            editor.tell("exit")

    def open(self, path: Path, text: str | None = None) -> Opened:
        """Open a file, with a text that is not saved yet or as it is."""
        text = path.read_text("utf-8") if text is None else text
        uri = path.as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", textDocument=document)
        return Opened(editor=self, uri=uri, text=text)

    def ask(self, method: str, **given: object) -> Any:
        """Send a question; return its answer."""
        self.requests += 1
        self._send(id=self.requests, method=method, params=given)
        while True:
            message = self.hear()
            if message.get("id") == self.requests and "method" not in message:
                assert "error" not in message, message["error"]
                return message["result"]

    def tell(self, method: str, **given: object) -> None:
        self._send(method=method, params=given)

    def hear(self) -> dict[str, Any]:
        """Return the server's next message; what it asks for is answered."""
        out = self.server.stdout
        assert out
        length = 0
        while line := out.readline().strip():
            name, _, value = line.decode().partition(": ")
            length = int(value) if name == "Content-Length" else length
        assert length, "the server has ended"
        message: dict[str, Any] = json.loads(out.read(length))
        if "method" in message and "id" in message:
            self._send(id=message["id"], result=_answer(message))
        elif message.get("method") == "textDocument/publishDiagnostics":
            found = message["params"]
            self.problems[found["uri"]] = [
                f"{start['line'] + 1}:{start['character'] + 1} {diagnostic['message']}"
                for diagnostic in found["diagnostics"]
                for start in (diagnostic["range"]["start"],)
            ]
        return message

    def _send(self, **message: object) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        into = self.server.stdin
        assert into
        into.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        into.flush()


@dataclass
class Opened:
    """A file that is open in the editor."""

    editor: Editor
    uri: str
    text: str

    def problems(self) -> list[str]:
        """What is underlined: line, column, and what is wrong there."""
        while self.uri not in self.editor.problems:
            self.editor.hear()
        return self.editor.problems[self.uri]

    def completions(self, after: str) -> list[str]:
        """What is offered behind the first place where this stands."""
        answer = self._at("completion", self.text.index(after) + len(after))
        return [item["label"] for item in answer["items"]]

    def explained(self, word: str) -> str:
        """What is said where the pointer rests on the first place where this stands."""
        return str(self._at("hover", self.text.index(word))["contents"]["value"])

    def _at(self, what: str, offset: int) -> Any:
        before = self.text[:offset]
        place = {"line": before.count("\n"), "character": offset - before.rfind("\n") - 1}
        document = {"uri": self.uri}
        return self.editor.ask(f"textDocument/{what}", textDocument=document, position=place)


def _answer(message: dict[str, Any]) -> object:
    """What an editor answers: its settings, section by section, and otherwise that it is done."""
    if message["method"] != "workspace/configuration":
        return None
    return [_SETTINGS.get(item.get("section")) for item in message["params"]["items"]]
