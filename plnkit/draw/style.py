"""What is around pictures and tables: their CSS, and the frames of figures and pages.

Every colour and size comes from `tokens`.
"""

from plnkit.draw import tokens
from plnkit.draw.text import escaped

PICTURE = """
.pln-map{font-family:var(--pln-font-sans);color:var(--pln-ink);display:block;width:100%;height:auto}
.pln-map .bg{fill:var(--pln-paper)}
.pln-map .ring{fill:none;stroke:var(--pln-hairline);stroke-width:1.2}
.pln-map .disc{fill:var(--pln-card);opacity:.55}
.pln-map .tie,.pln-map .mine{fill:none;stroke-linecap:round}
.pln-map .tie{stroke:var(--pln-muted);opacity:.75}
.pln-map .mine{stroke:var(--pln-edge);opacity:.55}
.pln-map .tip{fill:var(--pln-muted)}
.pln-map .under{fill:var(--pln-paper)}
.pln-map .node{stroke-width:2;stroke-linejoin:round;fill-opacity:.2}
.pln-map .hoped{stroke-dasharray:3.2 2.6;fill-opacity:.06}
.pln-map .me{fill:var(--pln-accent)}
.pln-map text{fill:var(--pln-ink);font-size:13.5px}
.pln-map .halo{paint-order:stroke;stroke:var(--pln-paper);stroke-width:4px;stroke-linejoin:round}
.pln-map .letter{font-size:11px;font-weight:600;text-anchor:middle}
.pln-map .you{fill:var(--pln-on-accent);font-family:var(--pln-font-serif);font-size:16px}
.pln-map .you{text-anchor:middle}
.pln-map .words{fill:var(--pln-muted);font-size:12.5px}
.pln-map .guide{fill:var(--pln-muted);font-family:var(--pln-font-serif);font-style:italic}
.pln-map .guide{text-anchor:middle}
.pln-map .cat0{fill:var(--pln-edge);stroke:var(--pln-edge)}
""" + "".join(
    f".pln-map .cat{i}{{fill:var(--pln-cat-{i});stroke:var(--pln-cat-{i})}}\n"
    for i in range(1, len(tokens.CATEGORIES) + 1)
)
PICTURE += """.pln-map .hl{stroke:var(--pln-mark);opacity:1}
.pln-map .tip.hl{fill:var(--pln-mark)}
.pln-map .node.hl{stroke-width:4}
@media print{.pln-map .bg{fill:none}}
"""

# A figure or a table anywhere: on the page, and among a notebook's outputs.
FIGURE = """
.pln-figure{color:var(--pln-ink);font-family:var(--pln-font-sans);font-size:var(--pln-text)}
.pln-figure{line-height:var(--pln-leading)}
.pln-figure.boxed{background:var(--pln-paper)}
.pln-figure.boxed{padding:var(--pln-space-3);border-radius:var(--pln-radius-card)}
.pln-figure figure{margin:0}
.pln-figure figcaption{color:var(--pln-muted);font-size:var(--pln-text-small)}
.pln-figure figcaption{max-width:var(--pln-measure);margin-bottom:var(--pln-space-2)}
.pln-figure .hint{display:none}
.pln-figure summary{cursor:pointer;padding:var(--pln-space-2) 0;color:var(--pln-accent)}
.pln-scroll{overflow-x:auto}
.pln-scroll>svg{min-width:calc(var(--pln-wide)*.76);margin:0 auto}
.pln-scroll:focus-visible,.pln-figure summary:focus-visible{outline-offset:2px}
.pln-scroll:focus-visible,.pln-figure summary:focus-visible{outline:var(--pln-ring) solid var(--pln-focus)}
.pln-table{border-collapse:collapse;width:100%;color:var(--pln-ink);background:none}
.pln-table{font-family:var(--pln-font-sans);font-size:var(--pln-text-small);line-height:1.4}
.pln-table{margin:var(--pln-space-2) 0 var(--pln-space-4)}
.pln-table caption{text-align:left;color:var(--pln-muted);padding-bottom:var(--pln-space-2)}
.pln-table th,.pln-table td{text-align:left;vertical-align:top;padding:.3rem .9rem .3rem 0}
.pln-table th,.pln-table td{border:0;border-bottom:1px solid var(--pln-hairline);background:none}
.pln-table th,.pln-table td{font-weight:400;overflow-wrap:break-word;max-width:22rem}
.pln-table thead th{color:var(--pln-muted);border-bottom-color:var(--pln-edge)}
.pln-table tbody th{font-weight:600}
.pln-table .num{text-align:right;font-variant-numeric:tabular-nums}
@media (max-width:48rem){.pln-figure .hint{display:block}}
@media print{
.pln-figure .hint{display:none}
.pln-scroll{overflow:visible}
.pln-scroll>svg{min-width:0;max-height:175mm}
.pln-figure details::details-content{content-visibility:visible;display:block;block-size:auto}
.pln-table{font-size:8pt}
.pln-table tr{break-inside:avoid}
}
"""

PAGE = """
*{box-sizing:border-box}
html{background:var(--pln-paper);color:var(--pln-ink);font-family:var(--pln-font-sans)}
html{line-height:1.55;-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0 auto;max-width:60rem;padding:var(--pln-space-5) var(--pln-space-4)}
h1,h2,h3{font-family:var(--pln-font-serif);font-weight:500;line-height:1.2}
h1,h2,h3{text-wrap:balance;overflow-wrap:anywhere}
h1{font-size:clamp(1.75rem,5vw,2.6rem);margin:0 0 var(--pln-space-2);letter-spacing:-.01em}
h2{font-size:1.6rem;margin:0 0 var(--pln-space-2)}
h3{font-size:1.15rem;margin:0}
p,ul{margin:0 0 var(--pln-space-3);max-width:var(--pln-measure);text-wrap:pretty}
ul{padding-left:1.2rem}
li{margin-bottom:var(--pln-space-2)}
a{color:var(--pln-accent)}
a:focus-visible{outline:var(--pln-ring) solid var(--pln-focus);outline-offset:2px}
section{margin-top:3.25rem}
cite{font-style:normal}
.kicker{color:var(--pln-muted);font-size:var(--pln-text-small);margin-bottom:var(--pln-space-2)}
.lead{font-size:var(--pln-text-large)}
.aside{color:var(--pln-muted)}
.note{border-left:3px solid var(--pln-accent);padding-left:var(--pln-space-3)}
.finding{display:grid;grid-template-columns:6.5rem minmax(0,1fr) 17rem}
.finding{column-gap:var(--pln-space-4);padding:var(--pln-space-4) 0}
.finding{border-top:1px solid var(--pln-hairline)}
.value{font-family:var(--pln-font-serif);font-size:var(--pln-figure);line-height:1.1;margin:0}
.value{color:var(--pln-accent);font-variant-numeric:lining-nums}
.value.long{font-size:1.25rem}
.value.open{font-size:1.05rem;font-style:italic;color:var(--pln-care);line-height:1.3}
.said{font-size:var(--pln-text-large);line-height:1.45}
.said{margin:var(--pln-space-1) 0 var(--pln-space-2)}
.means{color:var(--pln-muted);font-size:var(--pln-text);margin:0}
.beside{font-size:var(--pln-text-small);line-height:1.45;color:var(--pln-muted);padding-top:.3rem}
.beside p{margin-bottom:var(--pln-space-2)}
.beside strong{color:var(--pln-ink);font-weight:600}
.clusters{font-size:var(--pln-text);color:var(--pln-muted)}
.clusters li{margin-bottom:var(--pln-space-1)}
footer{margin-top:3.25rem;border-top:1px solid var(--pln-hairline);padding-top:var(--pln-space-3)}
footer{color:var(--pln-muted);font-size:var(--pln-text-small)}
@media (max-width:52rem){
.finding{grid-template-columns:6.5rem minmax(0,1fr)}
.beside{grid-column:2}
}
@media (max-width:34rem){
body{padding:var(--pln-space-4) var(--pln-space-3)}
section{margin-top:2.5rem}
.finding{grid-template-columns:minmax(0,1fr);row-gap:var(--pln-space-2)}
.beside{grid-column:1}
}
@page{size:A4;margin:17mm 16mm}
@media print{
html{font-size:9.6pt;background:none}
body{padding:0;max-width:none}
section{margin-top:1.8rem}
h2{font-size:1.4rem}
h2,h3,h2+p{break-after:avoid}
p,li,.finding,.whole{break-inside:avoid}
a{color:inherit;text-decoration:none}
.finding{padding:.7rem 0;grid-template-columns:5.5rem minmax(0,1fr) 15rem}
.said{font-size:1.05rem}
.beside{grid-column:3;font-size:.75rem}
.tables{break-before:page}
}
"""


def prose(text: str) -> str:
    """Our own sentences, escaped, with the apostrophes that print sets."""
    return escaped(text).replace("&#x27;", "’")


def scrolled(content: str, label: str = "Table, scrolls sideways") -> str:
    """Something wide that scrolls by itself, with the keyboard too."""
    return f'<div class="pln-scroll" tabindex="0" role="group" aria-label="{escaped(label)}">{content}</div>'


def folded(summary: str, table: str) -> str:
    """A table that is folded away under a few words."""
    return f"<details><summary>{prose(summary)}</summary>{scrolled(table)}</details>"


def boxed(content: str, look: str = "boxed", css: str = "") -> str:
    """A figure or a table with its style, for a page or a notebook's output."""
    return (
        f'<div class="pln-figure {look}"><style>{tokens.css()}{FIGURE}{css}</style>{content}</div>'
    )


def html_page(title: str, body: str, css: str = "", *, head: str = "", images: str = "") -> str:
    """A page that holds no script and fetches nothing; `images` is where pictures may come from."""
    policy = f"default-src 'none'; style-src 'unsafe-inline'{images and '; img-src ' + images}"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta name="color-scheme" content="light dark">{head}'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<title>{escaped(title)}</title><style>{tokens.css()}{PAGE}{css}</style></head>"
        f"<body>{body}</body></html>\n"
    )
