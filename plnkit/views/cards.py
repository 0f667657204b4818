"""Measures in plain words, beside the network they are of."""

import traitlets as t

from plnkit.draw.cards import cards_html
from plnkit.model.audit import findings
from plnkit.model.network import Network
from plnkit.views.controls import Group, Html
from plnkit.views.following import follow


class MeasureCards(Group):
    """Each measure's sentence, meaning, source and limit; kept up to date with a chooser.

    `of` is a network, or a widget with a `network` that can change. `only` names the
    measures, in the order they are shown.
    """

    network = t.Instance(Network)

    def __init__(self, of, *only: str, by: str | None = None):
        self._only, self._by, self._html = only or None, by, Html("")
        super().__init__("What this network says" + (f", by {by}" if by else ""), [self._html])
        follow(self, of)

    @t.observe("network")
    def _measure(self, _):
        self._html.value = cards_html(findings(self.network, by=self._by, only=self._only))
