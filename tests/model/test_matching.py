"""Who may be one person: names as people write them, and what two accounts share."""

import pytest

from plnkit.model.matching import matches
from plnkit.model.merging import different, same
from plnkit.model.network import Entry, Network
from plnkit.model.spellings import nicknames


def crowd(*told, others=40):
    """A map of these (platform, name, more) and of others, so that names are as rare as they are."""
    entries = [Entry("me")]
    entries += [
        Entry(f"o{k}", name=f"Other{k} Person{k}", platform="LinkedIn") for k in range(others)
    ]
    for k, (platform, name, *more) in enumerate(told):
        entries.append(Entry(f"p{k}", name=name, platform=platform, **(more[0] if more else {})))
    return Network({entry.id: entry for entry in entries})


def found(*told):
    return {(m.a, m.b): m for m in matches(crowd(*told))}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna Müller", "Anna Mueller"),
        ("Дмитрий Иванов", "Dmitry Ivanov"),
        ("محمد حداد", "Mohammed Haddad"),
        ("राहुल शर्मा", "Rahul Sharma"),
        ("王小明", "Xiaoming Wang"),
        ("김민준", "Min Jun Kim"),
        ("Γιώργος Παπαδόπουλος", "Giorgos Papadopoulos"),
        ("Bill Gatewood", "William H. Gatewood"),
        ("Małgorzata Kowalczyk", "Gosia Kowalczyk"),
        ("Dr. José García Pérez", "Jose Garcia Perez"),
        ("Nguyen, Thi Lan", "Thi Lan Nguyen"),
        ("Ma Long", "Long Ma"),
    ],
)
def test_one_name_in_two_scripts_forms_or_orders_is_found(one, other):
    match = found(("LinkedIn", one), ("Facebook", other))["p0", "p1"]
    assert not match.certain
    assert "name" in match.reasons[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna Müller", "Anna Schmidt"),
        ("Anna Müller", "Petra Müller"),
        ("Ana", "Ben"),
        ("", ""),
        ("🚀", "🚀 🚀"),
    ],
)
def test_two_names_are_two_people(one, other):
    assert found(("LinkedIn", one), ("Facebook", other)) == {}


def test_a_common_name_says_less_than_a_rare_one():
    many = [("Facebook", f"Maria Garcia{k}") for k in range(30)]
    many += [("Facebook", f"Rosa{k} Lopez") for k in range(30)]
    told = [*many, ("LinkedIn", "Maria Lopez"), ("Mastodon", "Maria Lopez")]
    told += [("LinkedIn", "Zita Quill"), ("Mastodon", "Zita Quill")]
    sure = {(m.a, m.b): m.certainty for m in matches(crowd(*told), least=0)}
    assert sure["p60", "p61"] < 0.5 < sure["p62", "p63"]


def test_the_same_name_twice_on_one_platform_is_two_people():
    assert found(("LinkedIn", "Anna Schmidt"), ("LinkedIn", "Anna Schmidt")) == {}


def test_an_employer_in_common_counts():
    job = {"organisation": "Stripe, Inc."}
    others = [("Facebook", f"A{k} Schmidt") for k in range(6)]
    apart = found(*others, ("LinkedIn", "Anna Schmidt", job), ("", "A. Schmidt"))
    together = found(
        *others, ("LinkedIn", "Anna Schmidt", job), ("", "A. Schmidt", {"organisation": "Stripe"})
    )
    assert ("p6", "p7") not in apart
    assert "both at stripe" in together["p6", "p7"].reasons


def test_a_handle_that_says_the_name_and_one_that_is_on_two_platforms():
    people = found(
        ("LinkedIn", "Priya Sharma"),
        ("Mastodon", "", {"handle": "@priya.sharma@x.example"}),
        ("Instagram", "", {"handle": "@nightowl77"}),
        ("Mastodon", "", {"handle": "@nightowl77@x.example"}),
        ("Instagram", "", {"handle": "@nightowl78"}),
    )
    assert set(people) == {("p0", "p1"), ("p2", "p3")}
    assert people["p2", "p3"].reasons == ("same handle, nightowl77",)


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (
            {"email": "Ana@x.example"},
            {"email": "ana@x.example "},
            "same e-mail address, ana@x.example",
        ),
        (
            {"url": "https://www.x.example/in/ana/"},
            {"url": "http://x.example/in/ana?from=me"},
            "same page",
        ),
    ],
)
def test_an_identical_address_is_certain(one, other, why):
    match = found(("LinkedIn", "Ana Lopez", one), ("", "A. Lopez", other))["p0", "p1"]
    assert match.certain
    assert match.reasons[0].startswith(why)


def test_one_account_told_twice_is_certain():
    handle = {"handle": "@Ana@x.example"}
    match = found(("Mastodon", "Ana", handle), ("Mastodon", "", {"handle": "@ana@x.example"}))
    assert match["p0", "p1"].certain


def test_one_address_with_two_names_is_not_certain():
    office = {"email": "office@x.example"}
    match = found(("", "Ana Lopez", office), ("", "Ben Smith", office))["p0", "p1"]
    assert not match.certain
    assert match.reasons[-1] == "but the names differ"


def test_a_page_that_only_its_number_tells_apart_is_told_apart():
    one, other = ({"url": f"https://face.example/profile.php?id={k}"} for k in (1, 2))
    assert found(("", "Ana Lopez", one), ("", "Ben Smith", other)) == {}


def test_a_site_alone_is_no_persons_page():
    site = {"url": "https://www.school.example/"}
    assert found(("", "Ana Lopez", site), ("", "Ben Smith", site)) == {}


def test_only_people_are_compared_and_the_surest_come_first():
    net = crowd(("LinkedIn", "Ana Lopez", {"email": "a@x.example"}), ("", "Ana Lopez", {"email": "a@x.example"}),
                ("Facebook", "Ben Quill"), ("Mastodon", "Ben Quill"))  # fmt: skip
    blog = Entry("blog", "source", name="Ben Quill", platform="YouTube")
    queue = matches(net.with_entry(blog))
    assert [(m.a, m.b) for m in queue] == [("p0", "p1"), ("p2", "p3")]
    assert queue[0].certain


def test_who_was_told_apart_is_not_asked_about_again_also_after_a_merge():
    net = crowd(("LinkedIn", "Ana Lopez"), ("Facebook", "Ana Lopez"), ("Mastodon", "Ana Lopez"))
    net = different(net, "p0", "p1").network
    assert {(m.a, m.b) for m in matches(net)} == {("p0", "p2"), ("p1", "p2")}
    net = same(net, [("p0", "p2")]).network
    assert matches(net) == []


def test_a_merged_person_is_known_by_all_that_its_parts_had():
    a, b = {"email": "a@x.example"}, {"email": "b@x.example"}
    net = crowd(("LinkedIn", "Ana Lopez", a), ("Facebook", "Ana Lopez", b), ("", "A. L.", b))
    net = same(net, [("p0", "p1")]).network
    assert [(m.a, m.b) for m in matches(net) if m.certain] == [("p0", "p2")]


def test_every_group_of_nicknames_has_two_names():
    first = {name for groups in nicknames().values() for name in groups}
    assert first <= set(nicknames())
    assert nicknames()["bil"] & nicknames()["viliam"], "names are looked up as they are folded"
