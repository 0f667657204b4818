"""What in a hand-in or a notebook gives away somebody on the map, or anybody's address.

It looks for names, handles, addresses and links of the map in every disguise that is
still readable, and for e-mail addresses and telephone numbers of any kind. It doesn't look
into pictures. Text that the course itself released is exempt, and cited authors are.

A name that is also a word ("Will", "Grace") counts as part of the full name, and as a
given name with a capital inside a sentence; `plnkit/data/names.toml` holds these words.
"""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from plnkit.model.network import EXCHANGES, HOPED, KINDS, ME, OFTEN, RINGS, VIEWS, Entry, Network
from plnkit.model.platforms import platforms
from plnkit.model.pseudonyms import keyed
from plnkit.model.received import WHO
from plnkit.model.records import toml_of
from plnkit.model.store import home, write_whole

ALLOWED = "pln-allowed"
SHARED = 5  # a part of a name that more people on the map have points at none of them
EXCERPT = 30
WORDS = frozenset((*KINDS, *EXCHANGES, *OFTEN, *RINGS, *VIEWS, HOPED))


@dataclass(frozen=True, slots=True)
class Leak:
    """Something that identifies: where it stands, what it is, its kind, and the text around it.

    `kind` is name, handle, address, link, e-mail or telephone. `fingerprint` says which leak
    this is without saying what; keep it to allow the leak.
    """

    where: str
    what: str
    kind: str
    excerpt: str
    fingerprint: str


def leaks(
    network: Network | None,
    handin: str = "",
    notebooks: Mapping[str, str] | None = None,
    released: Iterable[str] = (),
    secret: bytes = b"",
    allowed: Collection[str] = (),
) -> list[Leak]:
    """Everything that identifies, in the order of the places; each once a place.

    `handin` is a hand-in's text, `notebooks` texts by file name, `released` the texts of the
    notebooks as the course gave them out. `allowed` holds fingerprints keyed on `secret`.
    """
    needles = _Needles(network or Network())
    exempt = _Released(released)
    found: dict[tuple, Leak] = {}
    pieces = list(_handin_pieces(handin)) if handin else []
    for name, text in (notebooks or {}).items():
        pieces += [(f"{name}, {where}", piece) for where, piece in _notebook_pieces(text, exempt)]
    for where, piece in pieces:
        for kind, what, excerpt in _found_in(piece, needles, exempt.words):
            key = keyed(secret, f"{kind}\0{what.casefold()}").hex()[:24]
            if key not in allowed:
                found.setdefault((where, key), Leak(where, what, kind, excerpt, key))
    return list(found.values())


def allowed() -> set[str]:
    """The fingerprints of what the learner said is no leak; the list itself names nobody."""
    path = home() / ALLOWED
    text = path.read_text(encoding="ascii", errors="ignore") if path.exists() else ""
    return set(text.split())


def allow(leak: Leak) -> None:
    """Remember that this is no leak. Raises OSError where the learner's folder can't be written."""
    write_whole(home() / ALLOWED, "".join(f"{f}\n" for f in sorted(allowed() | {leak.fingerprint})))


# -- the places of a hand-in and a notebook -----------------------------------------------------


class _Released:
    """The lines that a course released, which are exempt wherever they stand."""

    def __init__(self, notebooks: Iterable[str]):
        self.lines: set[str] = set()
        self.metadata: set[str] = set()
        self.words: set[str] = set()  # written small by the course: words, whoever is called so
        for text in notebooks:
            for cell in _tables(_table(_json(text)).get("cells")):
                source = _text(cell.get("source"))
                self.lines |= {line.strip() for line in source.splitlines()}
                self.words |= {word for word in _WORD.findall(source) if word.islower()}
                self.metadata |= set(_strings(cell.get("metadata")))

    def rest(self, text: str) -> str:
        """The text without released lines, which stay as empty ones."""
        if not self.lines:
            return text
        return "\n".join("" if line.strip() in self.lines else line for line in text.split("\n"))


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _table(value: Any) -> dict:
    """The value if it is a table, else an empty one: nobody promised what a file holds."""
    return value if isinstance(value, dict) else {}


def _tables(value: Any) -> list[dict]:
    """The tables in a list."""
    return [_table(each) for each in value] if isinstance(value, list) else []


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""


def _strings(value: Any) -> Iterator[str]:
    """Every string in a JSON value, keys included, without a step of recursion for each level."""
    stack = [value]
    while stack:
        value = stack.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            stack += reversed(value)
        elif isinstance(value, dict):
            for key, inner in reversed(value.items()):
                stack += [inner, key]


def _handin_pieces(text: str) -> Iterator[tuple[str, str]]:
    """Each place of a hand-in with its words; those of the format itself are left out."""
    data = _json(text)
    if not isinstance(data, dict):
        yield "handin.json", text
        return

    formal = WORDS | _formal()

    def plain(value: Any) -> str:
        return "\n".join(s for s in _strings(value) if s not in formal and not re.fullmatch(WHO, s))

    for key, value in data.items():
        if key == "answers" and isinstance(value, dict):
            for id, answer in value.items():
                rows = answer if isinstance(answer, list) else [answer]
                for n, row in enumerate(rows, 1):
                    row_of = f" row {n}" if isinstance(answer, list) else ""
                    yield f"handin.json: answers.{id}{row_of}", plain(row)
        elif isinstance(value, dict):
            for part, rows in value.items():
                yield f"handin.json: {key}.{part}", plain([rows, part])
        else:
            yield f"handin.json: {key}", plain(value)


@cache
def _formal() -> frozenset[str]:
    names = "id kind platform group goals ring often view gives gets since source target weight direction by"
    return frozenset({*names.split(), *platforms(), "other", "told", "not_tied", "both", "out"})


def _notebook_pieces(text: str, released: _Released) -> Iterator[tuple[str, str]]:
    notebook = _json(text)
    if not isinstance(notebook, dict):
        yield "the whole file", text
        return
    for n, cell in enumerate(_tables(notebook.get("cells")), 1):
        here = f"cell {n}"
        yield here, released.rest(_text(cell.get("source")))
        for k, output in enumerate(_tables(cell.get("outputs")), 1):
            rest = [output.get(x) for x in ("ename", "evalue", "traceback", "metadata")]
            said = [_text(output.get("text")), *_strings(rest), *_of_mimes(output.get("data"))]
            yield f"{here}, output {k}", "\n".join(said)
        kept = [s for s in _strings(cell.get("metadata")) if s not in released.metadata]
        yield f"{here}, metadata", "\n".join([*kept, _text(cell.get("id"))])
        for name, bundle in _table(cell.get("attachments")).items():
            yield f"{here}, attachment", "\n".join([name, *_of_mimes(bundle)])
    metadata = dict(_table(notebook.get("metadata")))
    yield "widget state", "\n".join(_strings(metadata.pop("widgets", None)))
    yield "the notebook's metadata", "\n".join(_strings(metadata))


def _of_mimes(bundle: Any) -> Iterator[str]:
    """An output's or attachment's texts; of a picture or sound only what its base64 says in text."""
    for mime, value in _table(bundle).items():
        text = _text(value) or "\n".join(_strings(value))
        media = mime.startswith(("image/", "audio/", "video/"))
        if "svg" in mime and "<" in text:
            yield text
        else:
            yield _decoded64("".join(text.split())) or ("" if media else text)


# -- reading through disguises --------------------------------------------------------------------


def _decoded64(text: str) -> str:
    """What base64 text says, '' where it is none, or says no text."""
    padding = "=" * (-len(text) % 4)
    try:
        plain = base64.b64decode(text.replace("-", "+").replace("_", "/") + padding).decode()
    except (binascii.Error, ValueError):
        return ""
    return plain if all(c.isprintable() or c.isspace() for c in plain) else ""


_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|[nrtbf\"/\\])")
_BASE64 = re.compile(r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{12,}={0,2}(?![A-Za-z0-9+/_-])")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_SOFT = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def _readable(text: str) -> str:
    """The text with escapes, entities and codes resolved, as a reader would see it."""
    text = _ANSI.sub("", text)
    for _ in range(3):
        before = text
        if "\\" in text:
            text = _ESCAPE.sub(lambda m: chr(int(m[1] or m[2], 16)) if m[1] or m[2] else " ", text)
            if "\\u" in before:  # surrogate pairs
                text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if "%" in text:
            text = unquote(text)
        if "&" in text:
            text = html.unescape(text)
        if text == before:
            break
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _SOFT.sub("", text))
    return text


def _readings(text: str) -> Iterator[str]:
    readable = _readable(text)
    yield readable
    if "<" in readable and _TAG.search(readable):
        yield _TAG.sub("", readable)
    hidden = [_decoded64(run) for run in _BASE64.findall(text)]
    if any(hidden):
        yield _readable("\n".join(filter(None, hidden)))


class _Token(NamedTuple):
    word: str  # in small ASCII letters
    start: int
    end: int


_WORD = re.compile(r"[^\W_]+")
_UMLAUT = re.compile("[äöüøåÄÖÜØÅ]")
_GERMAN = str.maketrans(
    dict(zip("äöüøåÄÖÜØÅ", "ae oe ue oe aa Ae Oe Ue Oe Aa".split(), strict=True))
)


@lru_cache(maxsize=10_000)
def _plain_words(word: str) -> tuple[str, ...]:
    """A word in small ASCII letters; several where another script writes them as one."""
    from anyascii import anyascii

    plain = anyascii(word)
    foreign = not unicodedata.normalize("NFKD", word[0])[0].isascii()
    parts = re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+", plain) if foreign else [re.sub(r"\W", "", plain)]
    return tuple(p.lower() for p in parts if p)


def _tokens(text: str) -> list[_Token]:
    found = []
    for match in _WORD.finditer(text):
        word = match[0]
        plain = (word.lower(),) if word.isascii() else _plain_words(word)
        found += [_Token(each, *match.span()) for each in plain]
    return found


def _capital(text: str, token: _Token) -> bool:
    """Is this word written with a capital first, and no other?"""
    word = text[token.start : token.end]
    return word[0].isupper() and (len(word) == 1 or word[1:].islower())


# -- what to look for --------------------------------------------------------------------------


@cache
def _lists() -> dict[str, frozenset[str]]:
    return {key: frozenset(words.split()) for key, words in toml_of("names.toml").items()}


@cache
def _ordinary() -> frozenset[str]:
    lists = _lists()
    return lists["words"] | lists["never_alone"] | lists["particles"]


class _Needle(NamedTuple):
    """Words in a row, and what must hold of them: `how` is any, capitals, given, titled, surname or at."""

    words: tuple[str, ...]
    kind: str
    shown: str
    how: str = "any"
    own: frozenset[str] = frozenset()  # all parts of this name


class _Needles:
    """What identifies an entry of the map, by the first word of each."""

    def __init__(self, network: Network):
        self.by_first: dict[str, list[_Needle]] = {}
        self.signs: set[str] = set()  # names in signs that stand without spaces between words
        others = [e for e in network.entries.values() if e.id != ME]
        named = [(e, w) for e in others for w in _name_words(e)]
        self._times = Counter(word for _, words in named for word in set(words))
        public = {tuple(_split(n)) for p in platforms().values() for n in (p.title, *p.aliases)}
        for entry, words in named:
            if tuple(words) not in public:
                self._add_name(entry, words)
        for entry in others:
            self._add_rest(entry)

    def _add(self, words: Iterable[str], *rest) -> None:
        words = tuple(words)[:10]
        if words:
            self.by_first.setdefault(words[0], []).append(_Needle(words, *rest))

    def _add_name(self, entry: Entry, words: list[str]) -> None:
        lists, shown, own = _lists(), entry.name or entry.id, frozenset(words)
        self.signs |= {signs for signs in re.findall(_SIGNS, shown) if len(signs) > 1}
        ordinary = [w for w in words if w in _ordinary() or len(w) < 3]
        if entry.kind != "person":
            if entry.kind != "tool" and len(words) > 1:
                self._add(words, "name", shown, "any" if len(words) > 2 else "capitals", own)
            return
        if len(words) > 1:
            how = "capitals" if len(ordinary) == len(words) else "any"
            ends = [words[0], words[-1]]
            for row in {tuple(words), (words[-1], *words[:-1]), tuple(ends), tuple(ends[::-1])}:
                self._add(row, "name", shown, how, own)
            if len("".join(words)) > 6:
                self._add(["".join(words)], "name", shown)
        for n, word in enumerate(words):
            if len(word) < 3 or word.isdigit() or self._times[word] > SHARED:
                continue
            if word in lists["particles"] | lists["titles"]:
                continue
            if word in lists["words"] | lists["never_alone"]:
                how = "titled" if n or word in lists["never_alone"] else "given"
                self._add([word], "name", shown, how, own)
            elif n == 0 or word not in lists["authors"]:
                self._add([word], "name", shown, "surname" if n else "any", own)

    def _add_rest(self, entry: Entry) -> None:
        ordinary = _ordinary()
        parts = _split(entry.handle)
        if parts:
            plain = len(parts) == 1 and parts[0].isalpha()
            at = plain and (len(parts[0]) < 6 or parts[0] in ordinary)
            self._add(parts, "handle", entry.handle, "at" if at else "any")
            user = _split(entry.handle.strip("@").split("@")[0])
            if user != parts and len("".join(user)) > 4:
                how = "at" if user[0] in ordinary and len(user) == 1 else "any"
                self._add(user, "handle", entry.handle, how)
        if "@" in entry.email:
            user, domain = (_split(part) for part in entry.email.split("@", 1))
            self._add([*user, *domain], "address", entry.email)
            spelt = f"{' dot '.join(user)} at {' dot '.join(domain)}"
            self._add(spelt.split(), "address", entry.email)
        if entry.url:
            url = entry.url if "//" in entry.url else f"//{entry.url}"
            try:
                parts = urlsplit(url)
            except ValueError:
                return
            host = [w for w in _split(parts.netloc.rpartition("@")[2]) if w != "www"]
            path = _split(f"{parts.path} {parts.query}")
            if path or (len(host) > 1 and ".".join(host) not in _hosts()):
                self._add([*host, *path], "link", entry.url)


_SIGNS = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+"


@cache
def _hosts() -> frozenset[str]:
    aliases = [alias for platform in platforms().values() for alias in platform.aliases]
    return frozenset(_readable(alias).lower() for alias in aliases if "." in alias)


def _split(text: str, readable: bool = False) -> list[str]:
    """The words of `_tokens` alone, which is quicker."""
    text = text if readable else _readable(text)
    if text.isascii():
        return _WORD.findall(text.lower())
    words = _WORD.findall(text)
    return [
        w for word in words for w in ((word.lower(),) if word.isascii() else _plain_words(word))
    ]


def _name_words(entry: Entry) -> Iterator[list[str]]:
    """An entry's name as words, in each way in which it may be written."""
    name = entry.name or ("" if re.fullmatch(r"[a-z]?[\d_-]+|gone-\d+", entry.id) else entry.id)
    name = re.sub(r"\(.*?\)|,.*$", " ", name) if entry.kind == "person" else name
    for way in {name, unicodedata.normalize("NFC", name).translate(_GERMAN)}:
        words = _split(way)
        while len(words) > 1 and words[0] in _lists()["titles"]:
            words = words[1:]
        if words and "".join(words) not in ("", "me"):
            yield words


# -- searching -------------------------------------------------------------------------------


_Found = Iterator[tuple[str, str, str]]  # kind, what, and the text around it


def _found_in(text: str, needles: _Needles, words: Collection[str]) -> _Found:
    """Each thing in a text that identifies."""
    if not text.strip():
        return
    for n, reading in enumerate(_readings(text)):
        streams = [reading]
        if not reading.isascii():
            lines = [line for line in reading.split("\n") if _UMLAUT.search(line)]
            streams.append("\n".join(lines).translate(_GERMAN))
        for stream in streams:
            yield from _names(stream, needles, words)
        if n != 1:
            yield from _numbers(_TAG.sub(" ", reading) if "<" in reading else reading)


def _names(text: str, needles: _Needles, ordinary: Collection[str]) -> _Found:
    first = needles.by_first
    words = _split(text, readable=True) if first else []
    hits = [at for at, word in enumerate(words) if word in first]
    tokens = _tokens(text) if hits else []
    for at in hits:
        start = tokens[at].start
        a_word = words[at] in ordinary and text[start].islower()
        for needle in first[words[at]]:
            size = len(needle.words)
            if size == 1 and needle.kind == "name" and a_word:
                continue
            if size > 1 and tuple(words[at : at + size]) != needle.words:
                continue
            if _counts(needle, text, tokens, at, size):
                excerpt = _excerpt(text, start, tokens[at + size - 1].end)
                yield needle.kind, needle.shown, excerpt
                break
    for run in re.finditer(_SIGNS, text) if needles.signs else ():
        for length in (2, 3, 4):
            for start in range(run.start(), run.end() - length + 1):
                if (signs := text[start : start + length]) in needles.signs:
                    yield "name", signs, _excerpt(text, start, start + length)


def _counts(needle: _Needle, text: str, tokens: list[_Token], at: int, size: int) -> bool:
    first, last = tokens[at], tokens[at + size - 1]
    if size > 1 and needle.kind == "name":
        gaps = [text[a.end : b.start] for a, b in pairwise(tokens[at : at + size])]
        if any(len(gap) > 4 or re.search(r"[.!?;:]\s|\n\n", gap) for gap in gaps):
            return False
    if needle.how == "at":
        return text[max(0, first.start - 1) : first.start] in ("@", "/")
    if needle.how == "capitals":
        capitals = [t for t in tokens[at : at + size] if text[t.start].isupper()]
        if needle.own and len(capitals) == 1 and size == 2 and capitals[0] is first:
            return not _begins(text, first.start)
        return len(capitals) == size or bool(len(capitals) and size > 2)
    if needle.how == "titled":
        return at > 0 and tokens[at - 1].word in _lists()["titles"] and _capital(text, first)
    if needle.how == "given":
        return _is_given_name(needle, text, tokens, at)
    if needle.how == "surname":
        return not _CITED.match(text, last.end)
    return True


_CITED = re.compile(
    r"(?:['’]s?)?(?:,?\s+et\s+al\.?,?)?(?:,?\s*(?:and|&)?\s*[A-Z][\w.\-’']*){0,8},?\s*\(?(?:(?:1[89]|20)\d\d|n\.d\.)"
)
_BEGINS = re.compile(r"(?:^|[.!?:;\n\"“”‘«»(\[{*#>|•–—/=]|\d\.?|\s[-'])\s*$")
_NO_NAME_AFTER = frozenset(
    "the a an this that these those every each some any no our your their its in since until by of".split()
)


def _begins(text: str, start: int) -> bool:
    """Does a sentence, a quotation or a line begin here, where any word has a capital?"""
    return bool(_BEGINS.search(text[max(0, start - 4) : start])) or start == 0


def _is_given_name(needle: _Needle, text: str, tokens: list[_Token], at: int) -> bool:
    token = tokens[at]
    if not _capital(text, token) or len(token.word) < 3 or _begins(text, token.start):
        return False
    before = tokens[at - 1] if at else None
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if before and before.word in _NO_NAME_AFTER:
        return False
    if before and _capital(text, before) and text[before.end : token.start] in (" ", "-"):
        may_stand = _lists()["titles"] | needle.own | {"i"}
        if before.word not in may_stand and not _begins(text, before.start):
            return False
    if after and text[after.start].isupper() and text[token.end : after.start] in (" ", "-"):
        return after.word in needle.own or after.word == "i"
    return True


def _excerpt(text: str, start: int, end: int) -> str:
    around = text[max(0, start - EXCERPT) : end + EXCERPT]
    return " ".join(around.split())


_EMAIL = re.compile(r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,5}[^\W\d_]{2,24}\b")
_EXAMPLE = re.compile(
    r"@(?:[\w-]+\.)*example\.(?:com|org|net|edu)$|@(?:[\w-]+\.)*(?:test|invalid|localhost)$"
)
_DIGITS = re.compile(
    r"(?<![\w./@#=%-])(?:\+|\()?\d[\d ()./\u00a0\u2009\u2010-\u2013-]{5,24}\d(?![\w%]|[.,]\d)"
)
_CUE = re.compile(
    r"\b(?:tel|telephone|phone|mobile|cell|fax|call|text|ring|whatsapp|signal|sms|handy|m[oó]vil|t[eé]l)"
    r"\w{0,4}\W{0,3}(?:\w+\W{1,2}){0,3}$",
    re.IGNORECASE,
)
_NO_PHONE = re.compile(
    r"(?:isbn|issn|doi|orcid|arxiv|pmid|\bid|\bno\.|\bnr\.|#|\bpages?|\bpp?\.|\bvol)\W{0,3}(?:\d{2}\W{1,2})?$",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\(?(?:\d{1,2}[./ -]\d{1,2}[./ -](?:(?:19|20)\d\d\b.*|\d\d)|\d{4}[./ -]\d{1,2}[./ -]\d{1,2}\b.*)"
    r"|.*\b(?:19|20)\d\d\s*[-–/]\s*(?:19|20)?\d\d\b.*"
)
_ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]?")


def _numbers(text: str) -> _Found:
    """E-mail addresses and telephone numbers of any kind."""
    if "@" in text:
        for match in _EMAIL.finditer(text):
            if not _EXAMPLE.search(match[0].lower()):
                yield "e-mail", match[0], _excerpt(text, match.start(), match.end())
    for match in _DIGITS.finditer(text):
        if _is_telephone(match[0], text[max(0, match.start() - 40) : match.start()]):
            yield "telephone", match[0].strip(), _excerpt(text, match.start(), match.end())


def _is_telephone(number: str, before: str) -> bool:
    """Is a run of digits and marks a telephone number, by its shape and what stands before it?"""
    digits = re.sub(r"\D", "", number)
    groups = re.findall(r"\d+", number)
    if not 7 <= len(digits) <= 15 or _NO_PHONE.search(before):
        return False
    if number.startswith("+"):
        return len(digits) >= 8
    if _DATE.fullmatch(number) or _ORCID.fullmatch(number) or re.fullmatch(r"97[89]\d{10}", digits):
        return False
    if _CUE.search(before):
        return True
    if re.search(r"\d{5,}", number) is None and max(map(len, groups)) <= 1:
        return False
    if number.startswith("00") and len(groups) > 1:
        return len(digits) >= 10
    if re.fullmatch(r"\(?0\d{1,4}\)?", re.split(r"[ ./\u00a0\u2009\u2010-\u2013-]", number)[0]):
        return len(groups) > 1 and 9 <= len(digits) <= 12 and len(groups) <= 6
    if re.fullmatch(r"0\d{9,10}", number):
        return True
    american = r"(?:1[ .-])?(?:\([2-9]\d\d\) ?|[2-9]\d\d[-.])[2-9]\d\d[ .-]\d{4}"
    return re.fullmatch(american, number) is not None
