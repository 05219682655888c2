"""A currency's smallest unit, as ISO 4217 has it: the digits after the decimal point.

EUR -> 2: 8400.50 EUR        JPY -> 0: 100005 JPY        TND -> 3: 750.500 TND
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

MOST_DIGITS = 3
"""The most digits after the point that a file can hold before its currency is known."""

# ISO 4217; all other currencies have two digits.
_NO_DIGITS = frozenset(
    ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND",
     "VUV", "XAF", "XOF", "XPF")
)  # fmt: skip
_THREE_DIGITS = frozenset(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"))


_UNITS = {digits: Decimal(1).scaleb(-digits) for digits in (0, 2, 3)}


def currency_digits(currency: str) -> int:
    """Return the digits after the point of a currency's smallest unit: 2 for EUR, 0 for JPY."""
    return 0 if currency in _NO_DIGITS else 3 if currency in _THREE_DIGITS else 2


def to_smallest_unit(amount: Decimal, currency: str) -> Decimal:
    """Round half away from zero to a currency's smallest unit: the only rounding there is. Nothing
    has no sign."""
    return amount.quantize(_UNITS[currency_digits(currency)], rounding=ROUND_HALF_UP) + 0


def number(amount: Decimal, currency: str) -> str:
    """Return an amount with all the digits of its currency: `750.500`, `100005`."""
    return f"{to_smallest_unit(amount, currency):f}"


def plain(amount: Decimal, currency: str) -> str:
    """Return an amount as in files and the provider's tables: `750.500 TND`, `100005 JPY`."""
    return f"{number(amount, currency)} {currency}"


def fits(amount: Decimal, currency: str) -> bool:
    """Return whether the amount is a whole number of the currency's smallest unit."""
    return to_smallest_unit(amount, currency) == amount


def example(currency: str) -> str:
    """Return an amount of a currency with all its digits, for a message."""
    digits = currency_digits(currency)
    return f"{'1234.555'[: 5 + digits] if digits else '8400'} {currency}"
