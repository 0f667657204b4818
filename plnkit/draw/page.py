"""The audit page: one file that stands alone, to read on a screen or a phone, to print, to hang up.

    html = audit_page(network, findings(network), reports, title="My network", date="2025-11-22")

It holds no script, asks for nothing from the network, and follows light, dark and print.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from plnkit.draw.layout import LIMIT
from plnkit.draw.picture import MANY, description, picture
from plnkit.draw.style import FIGURE, boxed, folded, html_page, prose, scrolled
from plnkit.draw.tables import people_table, table_html, ties_table
from plnkit.draw.text import counted, escaped
from plnkit.model.audit import Finding
from plnkit.model.library import explanations, themes
from plnkit.model.network import COUNTED, HOPED, KINDS, ME, Network

BLANKS = {"group": "group", "ring": "closeness", "often": "how often you meet", "view": "view"}


def figure_html(svg: str, table: str, caption: str) -> str:
    """A picture with its caption and, folded below it, the table that says the same."""
    return boxed(_figure(svg, caption) + folded("The same as a table", table))


def sheet_html(table: str, fold: str = "") -> str:
    """A table by itself; folded away under the words in `fold`, where there are any."""
    return boxed(folded(fold, table), "") if fold else boxed(scrolled(table))


def _figure(svg: str, caption: str) -> str:
    hint = '<span class="hint">Scroll sideways to see all of it.</span>'
    drawn = scrolled(svg, "Picture, scrolls sideways")
    return f"<figure><figcaption>{prose(caption)} {hint}</figcaption>{drawn}</figure>"


def audit_page(
    network: Network, findings: Sequence[Finding], imports: Iterable = (), *, title: str, date: str
) -> str:
    """The whole audit as one HTML file.

    `imports` are reports of what was read: each has `file`, `source`, `read`, `taken`,
    `skipped` (of `row` and `why`) and `notes`. `date` is printed as it is given.
    """
    imports = list(imports)
    body = "".join(
        [
            _head(network, title, date),
            _map(network),
            *(_theme(key, network, findings) for key in themes()),
            _not_known(network),
            _imports(imports),
            _privacy(network),
            _limits(),
            _tables(network),
            f"<footer><p>Made with plnkit, {escaped(date)}. No script, nothing fetched, nothing sent.</p></footer>",
        ]
    )
    return html_page(title, f"<main>{body}</main>")


def _head(network: Network, title: str, date: str) -> str:
    kinds = Counter(e.kind for e in network.entries.values() if e.id != ME)
    said = ", ".join(counted(kinds[kind], kind, MANY[kind]) for kind in KINDS if kinds[kind])
    return (
        f'<header><p class="kicker">A look at a personal learning network · {escaped(date)}</p>'
        f"<h1>{escaped(title)}</h1>"
        f'<p class="lead">{said or "Nobody yet"}. What follows says what such a map shows, in words, '
        "and where it stays silent.</p>"
        f'<p class="note">This page names other people. Please read '
        f'<a href="#privacy">whose names are on it</a> before you show it to anybody.</p></header>'
    )


def _map(network: Network) -> str:
    others = [e for e in network.entries.values() if e.id != ME]
    caption = ["A line: a tie."] if len(others) <= LIMIT else []
    if caption and any(e.ring for e in others):
        caption.append("Near the centre: close.")
    if caption and any(e.group for e in others):
        caption.append("Colour and letter: the group.")
    figure = _figure(picture(network, title="The map"), " ".join(caption))
    return (
        f'<section><h2>The map</h2><div class="pln-figure"><style>{FIGURE}</style>{figure}'
        f'<p class="aside">{prose(description(network))} '
        '<a href="#tables">The same as tables</a>.</p></div></section>'
    )


def _tables(network: Network) -> str:
    where = "the files it was made from"
    tables = [people_table(network, where=where), ties_table(network, where=where)]
    return (
        '<section id="tables" class="tables"><h2>The map as tables</h2>'
        + "".join(scrolled(table) for table in tables)
        + "</section>"
    )


def _theme(key: str, network: Network, findings: Iterable[Finding]) -> str:
    told = explanations()
    mine = [f for f in findings if told[f.key].theme == key]
    if not mine:
        return ""
    theme = themes()[key]
    blocks = "".join(_finding(f, network) for f in mine)
    return f"<section><h2>{prose(theme.title)}</h2><p>{prose(theme.intro)}</p>{blocks}</section>"


def _finding(finding: Finding, network: Network) -> str:
    told = explanations()[finding.key]
    title, said = prose(finding.title), prose(finding.sentence)
    if not finding.value_text:
        return (
            f'<div class="finding"><p class="value open">not known yet</p><div><h3>{title}</h3>'
            f'<p class="means">{prose(finding.meaning)}</p></div><div class="beside"><p>{said}</p></div></div>'
        )
    members = finding.measure.detail.get("members", ())
    look = "value" if len(finding.value_text) < 7 else "value long"
    return (
        f'<div class="finding"><p class="{look}">{escaped(finding.value_text)}</p><div><h3>{title}</h3>'
        f'<p class="said">{said}</p>{_clusters(members, network)}'
        f'<p class="means">{prose(finding.meaning)}</p></div>'
        f'<div class="beside"><p><strong>Can’t say.</strong> {prose(finding.limit)}</p>'
        f"<p><strong>Counted.</strong> {prose(told.formula)} Range: {prose(told.range)}. "
        f"<cite>{escaped(finding.source)}</cite>.</p></div></div>"
    )


def _clusters(members: Sequence[Sequence[str]], network: Network) -> str:
    if not members:
        return ""
    named = [[network.entries[id].label for id in part] for part in members if len(part) > 1]
    alone = sum(len(part) == 1 for part in members)
    items = []
    for part in named[:12]:
        more = f" and {len(part) - 12:,} more" if len(part) > 12 else ""
        items.append("; ".join(f"<bdi>{escaped(name)}</bdi>" for name in part[:12]) + more)
    if len(named) > 12:
        items.append(f"{len(named) - 12:,} clusters more")
    if alone:
        items.append(counted(alone, "person by themselves", "people by themselves"))
    return '<ul class="clusters">' + "".join(f"<li>{item}.</li>" for item in items) + "</ul>"


def _not_known(network: Network) -> str:
    said = []
    if unknown := network.unknown_pairs():
        said.append(
            f"Nobody has said whether {counted(unknown, 'pair knows', 'pairs know')} each other. No platform exports "
            "that; only you can tell. Go through the pairs you can answer in the lesson on mapping, "
            "or, where you have named all ties, say “that is all of them”. A pair you can't answer may "
            "stay open: unknown is not the same as not tied."
        )
    people = [
        e for e in network.entries.values() if e.id != ME and e.kind in COUNTED and e.ring != HOPED
    ]
    blanks = {
        words: sum(not getattr(e, column) for e in people) for column, words in BLANKS.items()
    }
    if any(blanks.values()):
        told = ", ".join(f"{words} for {missing:,}" for words, missing in blanks.items() if missing)
        said.append(
            f"Left blank, of {counted(len(people), 'person or community', 'people and communities')}: {told}. "
            "Fill in what you can say; where you can't, leave it blank."
        )
    if not said:
        said.append(
            "Every pair on this map is answered and nothing is left blank. That it is told does not "
            "make it so: people know each other in ways that a map's maker can't see."
        )
    items = "".join(f"<li>{prose(s)}</li>" for s in said)
    return (
        f"<section><h2>What could not be known, and how to find out</h2><ul>{items}</ul></section>"
    )


def _imports(imports: Sequence) -> str:
    if not imports:
        return ""
    return f"<section><h2>Where it comes from</h2>{reports_html(imports)}</section>"


def reports_html(imports: Sequence) -> str:
    """What was read from each file, what was skipped and why; as a table and a list."""
    rows = [(r.file, r.source, r.read, r.taken, len(r.skipped)) for r in imports]
    table = table_html(rows, ["File", "Source", "Rows read", "Taken", "Skipped"], "What was read.")
    lists = []
    for report in imports:
        why = defaultdict(list)
        for skip in report.skipped:
            why[skip.why].append(skip.row)
        for reason, at in why.items():
            rows = ", ".join(map(str, at[:20])) + (
                f" and {len(at) - 20:,} more" if len(at) > 20 else ""
            )
            lists.append(
                f"{report.file}: skipped {'row' if len(at) == 1 else 'rows'} {rows}: {reason}."
            )
        lists += [f"{report.file}: {note}" for note in report.notes]
    items = "".join(f"<li><bdi>{escaped(line)}</bdi></li>" for line in lists)
    return table + (f"<ul>{items}</ul>" if items else "")


def _limits() -> str:
    return (
        '<section class="whole"><h2>What this page can’t tell you</h2>'
        "<p>An audit is for thinking with. It is no test: there is no validated scale of how strong a "
        "learning network is, so this page gives no total and no mark, and none of its numbers is "
        "good or bad by itself.</p><ul>"
        "<li>It knows what was told or exported, and nothing else. A friend who was forgotten is not there.</li>"
        "<li>It counts ties. It can’t see whether anything is learnt through them.</li>"
        "<li>It is one day’s picture. The same map a year on says more than any number on it.</li>"
        "<li>What research found about such measures was found in other groups of people, often at work.</li>"
        "</ul><p>Better questions than “how high is it?”: Which goal does nobody here serve? Who disagrees "
        "with me, and do I listen? What do I give? Whom would I lose touch with, if one person left?</p></section>"
    )


def _privacy(network: Network) -> str:
    named = sum(e.kind == "person" for e in network.entries.values() if e.id != ME)
    return (
        '<section id="privacy"><h2>Whose names are on this page</h2>'
        f"<p>{counted(named, 'person', 'people')} besides you, and they were not asked. Show the page only to "
        "those they would not mind. What you hand in is made by the hand-in step, and holds no names.</p>"
        "<p><strong>No clients, patients, pupils or minors belong on a map.</strong> If one is on it, take "
        "them out first, then make the page again and delete this one.</p></section>"
    )
