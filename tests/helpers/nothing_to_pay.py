"""The four ways in which a payment comes to ask for nothing, each three weeks late on `DAY`."""

from __future__ import annotations

from typing import Any

TERMS = """
tax: [{name: IVA, rate: 21%}, {name: IRPF, rate: -15%}]
terms:
  restart_within: 15
  late:
    client: [{after: 2, do: lose-slot}, {after: 4, do: fee, amount: 10%}]
    provider: [{after: 0, do: credit, amount: 11%}]
"""

DAY = "2026-03-26"


def _project(share: int, came: list[dict[str, Any]], **fields: Any) -> dict[str, Any]:
    """A project whose payment `final` is due on 4 March, with work that waits for it."""
    return {
        "title": "New website",
        "client": {"name": "Aurora", "email": "lucia@aurora.example"},
        "price": "1000 EUR",
        "deposit": f"{100 - share}%",
        "signed": {"date": "2026-02-20", "by": "L"},
        "start": "2026-03-02",
        "stages": [
            {"id": "work", "title": "Work", "owner": "provider", "days": 3, "done": "2026-03-04"},
            {"id": "final", "title": "Last payment", "owner": "client", "pay": f"{share}%"},
            {"id": "files", "title": "Files", "owner": "provider", "days": 2},
        ],
        "payments": came,
    } | fields


def _came(amount: str, day: str = "2026-02-22", **fields: Any) -> dict[str, Any]:
    return {"date": day, "for": "deposit", "amount": f"{amount} EUR"} | fields


_PARTS = [
    _came("742"),
    _came("200", "2026-03-03", **{"for": "final", "part": True}),
    _came("118", "2026-03-04", **{"for": "final", "part": True}),
]
_LESS = {"date": "2026-03-03", "title": "Less", "stage": "final", "price": "-500 EUR"}
_LATE = [
    {"id": "work", "title": "Work", "owner": "provider", "days": 2, "done": "2026-03-04"},
    {"id": "final", "title": "Last payment", "owner": "client", "pay": "10%"},
    {"id": "files", "title": "Files", "owner": "provider", "days": 2},
]

WAYS: dict[str, dict[str, Any]] = {
    "all came as the deposit": _project(50, [_came("1060")]),
    "a change took it all": _project(
        50, [_came("530")], changes=[_LESS | {"agreed": "2026-03-03"}]
    ),
    "credits took it all": _project(10, [_came("954")], stages=_LATE),
    "its parts add up": _project(30, _PARTS),
}
"""What happened -> a project to which it did."""
