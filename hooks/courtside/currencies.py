"""A currency's smallest unit, as CLDR has it: how many digits stand behind the decimal sign.

EUR -> 2: 8400.50 EUR        JPY -> 0: 100005 JPY        TND -> 3: 750.500 TND
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from babel.numbers import get_currency_precision

MOST_DIGITS = 3
"""What a file can hold behind the decimal point before its currency is known."""


@cache
def digits(currency: str) -> int:
    """Return how many decimal digits a currency has; 2 for a code that CLDR does not know."""
    return int(get_currency_precision(currency))


def rounded(amount: Decimal, currency: str) -> Decimal:
    """Round half away from zero to the currency's smallest unit."""
    return amount.quantize(Decimal(1).scaleb(-digits(currency)), rounding=ROUND_HALF_UP)


def number(amount: Decimal, currency: str) -> str:
    """Return an amount with all the digits of its currency: `750.500`, `100005`."""
    return f"{rounded(amount, currency):f}"


def plain(amount: Decimal, currency: str) -> str:
    """Return an amount as files and the provider's tables have it: `750.500 TND`, `100005 JPY`."""
    return f"{number(amount, currency)} {currency}"


def fits(amount: Decimal, currency: str) -> bool:
    """Return whether the amount is a whole number of the currency's smallest unit."""
    return rounded(amount, currency) == amount


def example(currency: str) -> str:
    """Return an amount of that currency with all its digits, for a message."""
    return f"{'8400' if not digits(currency) else '1234.555'[: 5 + digits(currency)]} {currency}"
