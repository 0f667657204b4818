"""The audit page: one file that stands alone, to read on a screen or a phone, to print, to hang up.

    html = audit_page(network, findings(network), reports, title="My network", date="2025-11-22")

It holds no script, asks for nothing from the network, and follows light, dark and print.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from markupsafe import Markup

from plnkit.draw.layout import LIMIT
from plnkit.draw.picture import MANY, description, picture
from plnkit.draw.style import boxed, filled, folded, prose, scrolled
from plnkit.draw.tables import people_table, table_html, ties_table
from plnkit.draw.text import escaped
from plnkit.model.audit import Finding
from plnkit.model.library import explanations, themes
from plnkit.model.network import COUNTED, HOPED, KINDS, ME, Network, counted

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
    others = [e for e in network.entries.values() if e.id != ME]
    kinds = Counter(e.kind for e in others)
    drawn = len(others) <= LIMIT
    caption = ["A line: a tie."] * drawn
    caption += ["Near the centre: close."] * (drawn and any(e.ring for e in others))
    caption += ["Colour and letter: the group."] * (drawn and any(e.group for e in others))
    people = [e for e in others if e.kind in COUNTED and e.ring != HOPED]
    blanks = {told: sum(not getattr(e, column) for e in people) for column, told in BLANKS.items()}
    told, where = explanations(), "the files it was made from"
    tables = [people_table(network, where=where), ties_table(network, where=where)]
    imports = list(imports)
    return filled(
        "audit.html",
        title=title,
        date=date,
        whom=", ".join(counted(kinds[kind], kind, MANY[kind]) for kind in KINDS if kinds[kind]),
        figure=Markup(_figure(picture(network, title="The map"), " ".join(caption))),
        said=description(network),
        themes=[
            (
                theme,
                [
                    (f, told[f.key], _clusters(f, network))
                    for f in findings
                    if told[f.key].theme == key
                ],
            )
            for key, theme in themes().items()
        ],
        unknown=network.unknown_pairs(),
        people=len(people),
        blanks=", ".join(
            f"{words} for {missing:,}" for words, missing in blanks.items() if missing
        ),
        imports=Markup(reports_html(imports)) if imports else "",
        named=kinds["person"],
        tables=Markup("".join(map(scrolled, tables))),
    )


def _clusters(finding: Finding, network: Network) -> list[Markup]:
    """Who is in each cluster that a measure found: the first dozen of them, and of each a dozen."""
    members = finding.measure.detail.get("members", ())
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
    return list(map(Markup, items))


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
