"""The map as a learner uses it: with the mouse, then with the keyboard alone; in every theme and width."""

import json

import pytest

OURS = ".jp-OutputArea-output .pln-netmap"
BEGIN = """
import plnkit, plnkit.model.store
from plnkit import *
where = {where!r}
map = {source}
if not map.network.people_count:
    for name, ring in (("Ana", "close"), ("Ben", "regular"), ("Cleo", "regular")):
        map._answered(dict(do="add", name=name, ring=ring))
"""
SAVED = (
    "[[e.name, e.ring] for e in plnkit.model.store.Store.open(where).network.entries.values()][1:]"
)
TIES = "sorted(sorted(p) for p in map.network.tied_pairs() if 'me' not in p)"

WIDE = """node => [node, ...node.querySelectorAll("*:not(svg *, .pln-world, .pln-world *)")]
    .filter(n => n.clientWidth > 1 && n.scrollWidth > n.clientWidth + 1)
    .filter(n => getComputedStyle(n).overflowX === "visible")
    .map(n => n.outerHTML.slice(0, 90))"""


@pytest.fixture
def own_map(open_notebook, tmp_path):
    """A function that opens a notebook with a saved map of Ana, Ben and Cleo, or of what is given."""

    def opened(cells, **options):
        notebook = open_notebook(cells, **{"viewport": {"width": 1280, "height": 1300}, **options})
        notebook.theme("light")
        notebook.run_all()
        return notebook

    def open_(source: str = "NetworkMap(where)", **options):
        where = str(tmp_path / "map.json")
        notebook = opened([BEGIN.format(where=where, source=source), "map"], **options)
        notebook.page.locator(f"{OURS} .pln-live li").first.wait_for()
        return notebook

    open_.notebook = opened
    return open_


def person(page, name: str):
    return (
        page.locator(OURS)
        .get_by_role("listbox", name="People on the map")
        .get_by_role("option", name=name)
    )


def told(page, text: str) -> None:
    """Returns when the line above the map says it."""
    page.locator(f"{OURS} [role=status]", has_text=text).wait_for()


def middle(page, name: str) -> tuple[float, float]:
    box = person(page, name).locator(".patch").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def settled(page) -> None:
    """Returns when nobody glides any more."""
    page.evaluate(
        """(ours) => new Promise((done) => {
            let before = "";
            const look = () => {
                const people = [...document.querySelectorAll(`${ours} [data-id]`)];
                const now = people.map((g) => g.getAttribute("transform")).join();
                if (now === before) return done();
                before = now;
                requestAnimationFrame(() => requestAnimationFrame(look));
            };
            look();
        })""",
        OURS,
    )


def test_the_mouse_adds_moves_ties_renames_and_takes_back(own_map):
    notebook = own_map()
    page, ours = notebook.page, notebook.page.locator(OURS)
    ours.get_by_label("Name or initials of somebody new").fill("Dia")
    ours.get_by_label("who is", exact=True).select_option("occasional")
    ours.get_by_role("button", name="Add", exact=True).click()
    person(page, "Dia, person, occasional").wait_for()
    notebook.wait_for("map.network.people_count", 4)
    settled(page)

    ring = ours.locator("circle.ring").last.bounding_box()  # the innermost
    x, y = middle(page, "Ben")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(ring["x"] + ring["width"] / 2 + 8, ring["y"] + 60, steps=4)
    page.mouse.move(ring["x"] + ring["width"] / 2 + 8, ring["y"] + 2, steps=2)
    page.mouse.up()
    person(page, "Ben, person, close").wait_for()
    told(page, "Moved Ben to close.")
    settled(page)

    x, y = middle(page, "Ana")
    page.mouse.move(x, y)
    handle = ours.locator(".pln-handle").bounding_box()
    page.mouse.move(handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
    page.mouse.down()
    page.mouse.move(*middle(page, "Cleo"), steps=5)
    page.mouse.up()
    person(page, "Ana, person, close, 1 tie").wait_for()
    notebook.wait_for(TIES, [["p1", "p3"]])

    person(page, "Cleo").click()
    name = ours.get_by_label("Name or initials", exact=True)
    name.fill("Cleopatra")
    name.press("Enter")
    person(page, "Cleopatra, person, regular, 1 tie").wait_for()
    person(page, "Ana").click(modifiers=["Shift"])
    ours.get_by_role("heading", name="Cleopatra and Ana").wait_for()
    ours.get_by_label("No", exact=True).check()
    notebook.wait_for(TIES, [])
    ours.get_by_label("Group").fill("study")
    ours.get_by_label("Group").press("Enter")
    notebook.wait_for(
        "[e.group for e in map.network.entries.values()]", ["", "study", "", "study", ""]
    )
    notebook.screenshot("map-two-chosen", OURS)

    for _ in range(2):
        ours.get_by_role("button", name="Undo").click()
    notebook.wait_for(TIES, [["p1", "p3"]])
    notebook.wait_for(
        SAVED, [["Ana", "close"], ["Ben", "close"], ["Cleopatra", "regular"], ["Dia", "occasional"]]
    )
    assert notebook.axe(OURS) == []


def test_the_keyboard_alone_does_the_same(own_map):
    notebook = own_map()
    page, keys = notebook.page, notebook.page.keyboard

    def focused() -> str:
        return page.evaluate(
            "document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText"
        )

    page.locator(f"{OURS} [role=option][tabindex='0']").focus()
    assert focused() == "You, the centre of the map, 3 ties"
    keys.press("+")
    assert focused() == "Name or initials of somebody new"
    keys.type("Dia")
    keys.press("Enter")
    told(page, "Added Dia. Size 3 → 4.")
    notebook.wait_for("map.network.people_count", 4)

    page.locator(f"{OURS} [role=option][tabindex='0']").focus()
    keys.press("ArrowRight")
    assert focused().startswith("Ana, person, close")
    keys.press("R")
    keys.press("r")
    person(page, "Ana, person, regular").wait_for()
    keys.press("t")
    told(page, "Who knows Ana?")
    while not focused().startswith("Cleo"):
        keys.press("ArrowRight")
    keys.press("Enter")
    notebook.wait_for(TIES, [["p1", "p3"]])
    assert focused().startswith("Cleo, person, regular")
    keys.press("c")
    keys.press("ArrowRight")
    assert focused().startswith("Ana")
    keys.press("Enter")
    told(page, "Said that Cleo and Ana are not tied.")
    keys.press("Control+z")
    notebook.wait_for(TIES, [["p1", "p3"]])

    keys.press("Enter")
    page.wait_for_function("document.activeElement.matches('.pln-edit input')")
    keys.press("Control+a")
    keys.type("Anna")
    keys.press("Enter")
    person(page, "Anna, person, regular").wait_for()
    keys.press("Escape")
    page.wait_for_function("document.activeElement.getAttribute('aria-label')?.startsWith('Anna')")
    keys.press("Delete")
    told(page, "Removed Anna.")
    notebook.wait_for("map.network.people_count", 3)
    page.wait_for_function("document.activeElement.getAttribute('role') === 'option'")
    keys.press("Control+z")
    person(page, "Anna").wait_for()
    keys.press("Control+Shift+z")
    person(page, "Anna").wait_for(state="detached")
    notebook.wait_for(SAVED, [["Ben", "regular"], ["Cleo", "regular"], ["Dia", "regular"]])
    assert page.evaluate("jupyterapp.shell.currentWidget.content.widgets.length") == 2


def test_what_if_is_tried_with_the_mouse_and_made_real(own_map):
    notebook = own_map()
    page, ours = notebook.page, notebook.page.locator(OURS)
    ours.get_by_role("button", name="What if …").click()
    told(page, "What if begins")
    person(page, "Ben").click()
    ours.get_by_label("I help with").select_option("feedback")
    ours.get_by_role("button", name="Help", exact=True).click()
    person(page, "Ben, person, regular, 0 ties, gets feedback").wait_for()
    person(page, "Ana").click()
    ours.get_by_role("button", name="Remove", exact=True).click()
    told(page, "Removed Ana. Size 3 → 2.")
    ours.get_by_text("▼ down; on your map 3").first.wait_for()
    for theme in ("light", "dark"):
        notebook.theme(theme)
        notebook.screenshot(f"map-what-if-{theme}", OURS)
        assert notebook.axe(OURS) == []
    assert notebook.python("[map.network.people_count, len(map._map.since(0))]") == [3, 3]
    ours.get_by_role("button", name="Make it real").click()
    told(page, "Made real what was imagined, 2 changes. Size 3 → 2.")
    assert page.evaluate("document.activeElement.innerText") == "What if …"
    notebook.wait_for(SAVED, [["Ben", "regular"], ["Cleo", "regular"]])
    ours.get_by_role("button", name="Undo").click()
    person(page, "Ana").wait_for()


def test_what_if_is_tried_with_the_keyboard_and_dropped(own_map):
    notebook = own_map()
    page, keys = notebook.page, notebook.page.keyboard
    page.locator(f"{OURS} [role=option][tabindex='0']").focus()
    keys.press("w")
    told(page, "What if begins")
    page.locator(f"{OURS} [role=option][tabindex='0']").focus()
    keys.press("ArrowRight")
    keys.press("Delete")
    told(page, "Removed Ana.")
    page.wait_for_function("document.activeElement.getAttribute('role') === 'option'")
    keys.press("Control+z")
    told(page, "Undone: removed Ana.")
    keys.press("Control+Shift+z")
    person(page, "Ana").wait_for(state="detached")
    keys.press("w")
    person(page, "Ana").wait_for()
    told(page, "Back to your map.")
    notebook.wait_for(SAVED, [["Ana", "close"], ["Ben", "regular"], ["Cleo", "regular"]])


def test_a_tie_is_weighed_and_told_where_it_is_kept(own_map):
    notebook = own_map()
    page, ours = notebook.page, notebook.page.locator(OURS)
    person(page, "Ana").click()
    ours.locator("summary", has_text="both ways").click()
    weight = ours.get_by_label("Weight of the tie with you")
    weight.fill("2,5")
    weight.press("Enter")
    notebook.wait_for("[t.weight for t in map.network.ties.values()]", [2.5, 1, 1])
    weight.fill("-3")
    weight.press("Enter")
    ours.get_by_text("A weight is a number above 0").wait_for()
    page.wait_for_function("document.activeElement.value === '2.5'")
    ours.get_by_label("Platform of the tie with you").fill("Signal")
    ours.get_by_label("Platform of the tie with you").press("Enter")
    notebook.wait_for("sorted(t.platform for t in map.network.ties.values())", ["", "", "Signal"])
    ours.get_by_text("both ways, Signal, weight 2.5").wait_for()
    notebook.screenshot("map-tie", OURS)
    assert notebook.axe(OURS) == []


def test_a_goal_is_reworded_by_keyboard_and_removed_by_leaving_it_empty(own_map):
    notebook = own_map()
    page, keys, ours = notebook.page, notebook.page.keyboard, notebook.page.locator(OURS)
    goals = "[g.text for g in map.network.goals.values()]"
    person(page, "Ana").click()
    ours.locator("summary", has_text="Goals this serves").press("Enter")
    ours.get_by_label("A new goal").fill("Teach frations")
    keys.press("Enter")
    for words in ("Teach fractions", ""):
        ours.get_by_role("button", name="Change the goal Teach").press("Enter")
        page.wait_for_function("document.activeElement.value.startsWith('Teach')")
        keys.press("Control+a")
        keys.press("Delete")
        keys.type(words)
        notebook.screenshot(f"map-goal-{len(words)}", OURS)
        assert notebook.axe(OURS) == []
        keys.press("Enter")
        notebook.wait_for(goals, [words] if words else [])


def test_whoever_is_removed_can_be_forgotten_for_good(own_map):
    notebook = own_map()
    page, ours = notebook.page, notebook.page.locator(OURS)
    person(page, "Ben").click()
    top = (
        "n => n.querySelector('.pln-stage').getBoundingClientRect().y - n.getBoundingClientRect().y"
    )
    before = ours.evaluate(top)
    ours.get_by_role("button", name="Remove", exact=True).click()
    ours.get_by_role("button", name="Forget for good …").click()
    assert ours.evaluate(top) == before, "the offer does not push the drawing down"
    ours.get_by_text("Undo will bring back nobody").wait_for()
    assert page.evaluate("document.activeElement.innerText") == "Don't"
    notebook.screenshot("map-forget", OURS)
    assert notebook.axe(OURS) == []
    ours.get_by_role("button", name="Forget for good", exact=True).click()
    told(page, "Forgotten for good.")
    text = "open(where).read() + open(where.replace('.json', '.journal')).read()"
    assert notebook.python(f"'Ben' in {text}") is False
    ours.get_by_role("button", name="Forget for good …").wait_for(state="hidden")


def test_a_map_that_can_not_be_opened_is_left_and_gone_on_with_as_a_copy(own_map, tmp_path):
    path = tmp_path / "map.json"
    path.write_text('{"entries": [\n{"id": "p1", "name": "Ana"},\n{"id": "p2", "na')
    before = path.read_bytes()
    cells = [BEGIN.format(where=str(path), source="NetworkMap(where)").split("if not")[0], "map"]
    notebook = own_map.notebook(cells)
    ours = notebook.page.locator(OURS)
    ours.get_by_text("is damaged").wait_for()
    for theme in ("light", "dark"):
        notebook.theme(theme)
        notebook.screenshot(f"map-closed-{theme}", OURS)
        assert notebook.axe(OURS) == []
    with notebook.page.expect_download() as got:
        ours.get_by_role("button", name="Download the file as it is").click()
    assert got.value.path().read_bytes() == before
    ours.get_by_role("button", name="Start from a copy, map-copy.json").click()
    told(notebook.page, "1 entry and 0 ties could be read.")
    person(notebook.page, "Ana").wait_for()
    assert path.read_bytes() == before


def test_undo_reaches_back_across_a_restart(own_map):
    notebook = own_map()
    page = notebook.page
    person(page, "Ben").click()
    notebook.page.locator(OURS).get_by_role("button", name="Remove", exact=True).click()
    notebook.wait_for("map.network.people_count", 2)
    notebook.restart_kernel()
    page.get_by_text("The kernel was restarted").wait_for()
    notebook.run_all()
    person(page, "Ana").wait_for()
    page.locator(OURS).get_by_role("button", name="Undo").click()
    person(page, "Ben, person, regular").wait_for()
    notebook.wait_for("map.network.people_count", 3)


def test_two_notebooks_on_one_map_notice_each_other(own_map):
    one, other = own_map(), own_map()
    person(one.page, "Ana").click()
    one.page.keyboard.press("r")
    person(one.page, "Ana, person, regular").wait_for()
    other.page.evaluate("window.dispatchEvent(new Event('focus'))")
    other.page.locator(OURS).get_by_text(
        "Changed in another notebook: moved Ana to regular."
    ).wait_for()
    person(other.page, "Ana, person, regular").wait_for()


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("wide", {"viewport": {"width": 1280, "height": 1400}}),
        ("narrow", {"viewport": {"width": 400, "height": 900}}),
        ("zoomed", {"viewport": {"width": 640, "height": 700}, "device_scale_factor": 2}),
        ("forced", {"viewport": {"width": 1280, "height": 1400}, "forced_colors": "active"}),
    ],
)
def test_it_reads_well_in_every_theme_and_width(own_map, name, options):
    notebook = own_map("NetworkMap(sample('student'))", **options)
    page, ours = notebook.page, notebook.page.locator(OURS)
    narrow = name in ("narrow", "zoomed")
    if narrow:
        ours.get_by_role("button", name="More about Mateo Quispe").click()
    else:
        person(page, "Mateo").click()
    ours.get_by_text("Without this one you would still reach everyone else.").wait_for()
    for theme in ("light", "dark"):
        notebook.theme(theme)
        notebook.screenshot(f"map-{name}-{theme}", OURS)
        notebook.screenshot(f"map-{name}-{theme}-screen")
        assert notebook.axe(OURS) == []
    assert ours.evaluate(WIDE) == []


def test_the_table_does_what_the_drawing_does(own_map):
    notebook = own_map(viewport={"width": 400, "height": 900})
    ours = notebook.page.locator(OURS)
    assert not ours.locator(".pln-stage").is_visible()
    table, cards = (ours.locator(part).bounding_box()["y"] for part in (".pln-sheet", ".pln-live"))
    assert table < cards
    ours.get_by_text("Change somebody in the table below.").wait_for()
    ours.get_by_label("How close, Ben").select_option("hoped-for")
    notebook.wait_for("map.network.entries['p2'].ring", "hoped-for")
    ours.get_by_label("Name, Ana").fill("Anna")
    ours.get_by_label("Name, Ana").press("Enter")
    notebook.wait_for("map.network.entries['p1'].name", "Anna")
    ours.get_by_role("button", name="Remove Cleo").click()
    notebook.wait_for("map.network.people_count", 2)
    notebook.page.wait_for_function(
        "document.activeElement.getAttribute('aria-label') === 'Remove Ben'"
    )


def test_a_map_too_large_to_draw_is_a_table_that_can_be_searched(own_map):
    people = "[Entry('me'), *(Entry(f'p{i}', name=f'Person {i}') for i in range(3_000))]"
    notebook = own_map(
        f"NetworkMap(Network.complete({people}, [Tie('me', f'p{{i}}') for i in range(3_000)]))"
    )
    ours = notebook.page.locator(OURS)
    ours.get_by_text("3,000 entries are too many to draw").wait_for()
    assert not ours.locator(".pln-stage").is_visible()
    ours.get_by_label("Find by name").fill("person 2987")
    ours.get_by_label("How close, Person 2987").select_option("close")
    notebook.wait_for("map.network.entries['p2987'].ring", "close")
    ours.get_by_role("button", name="More about Person 2987").click()
    ours.get_by_role("heading", name="Person 2987").wait_for()
    notebook.screenshot("map-large", OURS)
    assert notebook.axe(OURS) == []


def test_names_are_text_never_markup(own_map):
    notebook = own_map(reduced_motion="reduce")
    names = [
        "<img src=x onerror='window.ran = 1'>",
        "عمر خليل",
        "👩🏽‍🏫 Ana Öz",
        "x" * 300,
        "\u202eevil",
    ]
    notebook.do(
        f"for name in {names!r}:\n    map._heard(map, dict(do='add', name=name, ring='close'), [])"
    )
    page = notebook.page
    person(page, "عمر خليل").wait_for()
    for name in (names[0], "👩🏽‍🏫 Ana Öz"):
        assert person(page, f"{name}, person").count() == 1
    assert page.locator(f"{OURS} img").count() == 0
    assert page.evaluate("window.ran") is None
    notebook.do("map._heard(map, dict(do='tie', a='p5', b='p7'), [])")
    person(page, "عمر خليل").click()
    page.locator(OURS).get_by_role("heading", name="عمر خليل").wait_for()
    notebook.screenshot("map-names", OURS)
    assert page.locator(OURS).evaluate(WIDE) == []
    page.set_viewport_size({"width": 400, "height": 900})
    page.locator(f"{OURS}.narrow").wait_for()
    notebook.screenshot("map-names-narrow", OURS)
    assert page.locator(OURS).evaluate(WIDE) == []


def test_in_an_assignment_names_are_shown_on_request_and_saved_nowhere(open_notebook):
    prepare = (
        "import os, tempfile\nos.chdir(tempfile.mkdtemp())\nopen('assignment.toml', 'w').close()"
    )
    made = "import plnkit\nmap = plnkit.NetworkMap(plnkit.sample('student'))"
    notebook = open_notebook([prepare, made, "map"])
    notebook.run_all()
    page, ours = notebook.page, notebook.page.locator(OURS)
    ours.locator(".pln-live li").first.wait_for()
    assert person(page, "Mateo").count() == 0
    ours.get_by_role("button", name="Show the names on my screen").click()
    person(page, "Mateo Quispe").click()
    page.keyboard.press("r")
    ours.get_by_text("Moved Mateo Quispe to occasional.").wait_for()
    page.keyboard.press("Control+s")
    page.wait_for_function("!jupyterapp.shell.currentWidget.context.model.dirty")
    saved = json.dumps(page.evaluate("jupyterapp.shell.currentWidget.context.model.toJSON()"))
    assert "pln-control" not in saved or "Mateo" not in saved
    assert "Quispe" not in saved
    assert "p" in saved
