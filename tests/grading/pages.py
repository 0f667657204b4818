"""What may stand in a page that a student gets."""

import re
from html.parser import HTMLParser

RUNS = "script iframe object embed link form base input audio video".split()
DRAWN = "data:image/svg+xml;base64,"
FOR_THE_TEACHER = (
    "For the teacher",
    "To copy into the comment",
    "A model answer",
    "Like the hand-in",
)


class Page(HTMLParser):
    """A page's acting parts: what runs, and what asks the network. A plain link waits for a click."""

    def __init__(self, text: str):
        super().__init__()
        self.acting: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag in RUNS:
            self.acting.append(tag)
        for name, value in attrs:
            value = value or ""
            far = re.match(r"\s*(\w+:|//)", value) and not value.startswith(DRAWN)
            asks = far and name in ("src", "srcset", "href", "action", "data")
            link = tag == "a" and name == "href" and value.startswith("https://")
            if name.startswith("on") or (asks and not link):
                self.acting.append(f"{tag} {name}={value}")


def check_page(page: str) -> None:
    """A student's page runs nothing, asks the network for nothing, and keeps what is the teacher's."""
    assert Page(page).acting == []
    assert "@import" not in page
    assert [words for words in FOR_THE_TEACHER if words in page] == []
