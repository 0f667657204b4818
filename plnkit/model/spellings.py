"""Names as people write them: in another script, with other vowels, a short form, another order.

>>> name_words("Müller, Дмитрий"), name_words("Dr. Dmitry Mueller")
(('muler', 'dmitri'), ('dmitri', 'muler'))
>>> likeness(folded("william"), folded("bill"))
(-1.0, 'with a short form')
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from plnkit.model.records import toml_of

# Bits that it takes off when two words of a name are not equal; see `matching`.
SHORT, BONES, NEAR = -1.0, -1.5, -5.5  # a short form; other vowels; a word that is only alike
WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7af]+")
# What stands with a name, and parts of names that many share; where no other word is left they count.
SILENT = set(
    "dr prof mr mrs ms mx phd msc mba ma bsc md jr sr ii iii de da do dos das van von "
    "der den del la le el al bin ibn bint ter ten di du y e".split()
)
SPELT = [
    pair.split(">")
    for pair in "woo>u oo>u ee>i ae>a oe>o eo>o ue>u ou>u ui>i ph>f kh>h y>i ck>k w>v".split()
]
SAME, INITIALS = "", "an initial for a name"


@lru_cache(200_000)
def likeness(x: str, y: str) -> tuple[float, str] | None:
    """What it takes from the bits that two folded words of a name are not equal, and in what way.

    None where they are no one's.
    """
    if x == y:
        return 0.0, SAME
    if len(x) == 1 or len(y) == 1:
        return (0.0, INITIALS) if x[0] == y[0] else None
    if nicknames().get(x, {x}) & nicknames().get(y, {y}):
        return SHORT, "with a short form"
    if bones(x) == bones(y) and len(bones(x)) > 1:
        return BONES * (4 - min(len(bones(x)), 3)), "spelt differently"
    short, long = sorted((x, y), key=len)
    if len(short) >= 3 and long.startswith(short):
        return 2 * SHORT, "with a short form"
    return (NEAR, "spelt differently") if len(short) > 3 and _ratio(x, y) >= 0.8 else None


def _ratio(x: str, y: str) -> float:
    from rapidfuzz.distance import Indel

    return Indel.normalized_similarity(x, y)


@lru_cache(100_000)
def name_words(name: str) -> tuple[str, ...]:
    """The words of a name in plain Latin letters, without titles and particles."""
    text = re.sub("['’`´.]s?(?=[a-z])", "", " ".join(map(latin, _parted(name).split())))
    words = re.findall("[a-z]+", text)
    telling = [w for w in words if w not in SILENT]
    telling = telling if len(telling) > 1 else words  # Ma and Du are names too
    return tuple(map(folded, telling[:6]))


def _parted(name: str) -> str:
    """A Chinese, Japanese or Korean name that is written without a gap, with one: family, given."""
    bare = name.strip()
    if WIDE.fullmatch(bare) and 2 <= len(bare) <= 5:
        cut = 1 if len(bare) < 4 else 2
        return f"{bare[:cut]} {bare[cut:]}"
    return bare


@lru_cache(100_000)
def latin(text: str) -> str:
    """Lower-case Latin letters for any script; a word stays one."""
    if not text.isascii():
        from anyascii import anyascii

        text = re.sub(":[a-z0-9_]+:", " ", anyascii(text))  # emoji come out as :words:
    return text.casefold()


@lru_cache(100_000)
def folded(word: str) -> str:
    """A word as its spellings have in common: mueller, muller and mullerr are one."""
    for usual, plain in SPELT:
        word = word.replace(usual, plain)
    word = re.sub("c(?![heiz])", "k", word)
    return re.sub(r"(.)\1+", r"\1", word)


@lru_cache(100_000)
def bones(word: str) -> str:
    """The consonants of a folded word, hard and soft ones alike; the word where that is one."""
    found = re.sub("[aeiou]|(?<!^)h", "", word).translate(str.maketrans("gdbvz", "ktpfs"))
    return re.sub(r"(.)\1+", r"\1", found) if len(found) > 1 else word


def turns(name: tuple[str, ...]) -> set[str]:
    """The words of a name without gaps, whichever comes first."""
    return {folded("".join(name[k:] + name[:k])) for k in range(len(name))}


def other_gaps(s: tuple[str, ...], t: tuple[str, ...]) -> bool:
    """Whether two names are one but for their gaps: Xiaoming Wang, Wang Xiao Ming."""
    s, t = (tuple(word for word in name if len(word) > 1) for name in (s, t))
    whole = folded("".join(s))
    if len(s) == len(t) or len(whole) < 6:
        return False
    return max((_ratio(whole, turned) for turned in turns(t)), default=0) > 0.87


def initials(word: str) -> set[str]:
    return {other[0] for other in nicknames().get(word, ())} | {bones(word)[0], word[0]}


@cache
def nicknames() -> dict[str, set[str]]:
    """Each folded name with the first of the groups of data/nicknames.toml that it stands in."""
    found: dict[str, set[str]] = {}
    for line in toml_of("nicknames.toml")["groups"]:
        names = [folded(latin(name)) for name in line.split()]
        for name in names:
            found.setdefault(name, set()).add(names[0])
    return found
