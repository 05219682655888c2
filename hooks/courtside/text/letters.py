"""Letters as every keyboard has them, to compare names that people type.

"Łódź Ærø"  ->  "lodz aero"
"""

from __future__ import annotations

import unicodedata

_LETTERS = """
ł=l ø=o æ=ae œ=oe đ=d ð=d þ=th ı=i ħ=h ŧ=t ŋ=ng ĸ=k ß=ss ə=e ƒ=f ɓ=b ɗ=d ɛ=e ɔ=o
ɣ=g ƙ=k ƴ=y ɩ=i ʋ=v ƀ=b ʻ= ʼ= ʽ= ʹ=
α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s ς=s τ=t
υ=y φ=f χ=ch ψ=ps ω=o
а=a б=b в=v г=g д=d е=e ж=zh з=z и=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f
х=kh ц=ts ч=ch ш=sh щ=shch ъ= ы=y ь= э=e ю=yu я=ya і=i є=ye ґ=g ђ=dj ј=j љ=lj њ=nj
ћ=c џ=dz
"""
"""Letters of Latin alphabets that are not a letter with an accent; Greek, after ISO 843; Cyrillic,
as passports write it."""
_LATIN = str.maketrans(dict(pair.split("=") for pair in _LETTERS.split()))


def in_plain_letters(text: str) -> str:
    """Return a text without capitals and accents, in the letters a to z where their
    transliteration is known."""
    small = unicodedata.normalize("NFKD", text).casefold()  # № has a capital letter inside
    plain = unicodedata.normalize("NFKD", small)
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).translate(_LATIN)
