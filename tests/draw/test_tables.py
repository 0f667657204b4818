"""Tables that a screen reader can follow, with text by others kept harmless."""

from plnkit.draw.tables import people_table, table_html, ties_table
from plnkit.model.library import sample
from plnkit.model.network import Entry, Network, Tie


def test_a_table_has_a_caption_and_heads_for_columns_and_rows():
    table = table_html([("Ana", 3)], ["Name", "Ties"], "Everyone.")
    assert "<caption>Everyone.</caption>" in table
    assert '<th scope="col">Name</th><th scope="col" class="num">Ties</th>' in table
    assert '<th scope="row"><bdi>Ana</bdi></th><td class="num">3</td>' in table


def test_above_200_rows_it_says_how_many_are_left_out_and_where_they_are():
    table = table_html(((k,) for k in range(1504)), ["Number"], "All.", where="people.csv")
    assert table.count('scope="row">') == 200
    assert "All. The first 200 of 1,504; the other 1,304 are in people.csv." in table
    assert "first 200" not in table_html(((k,) for k in range(200)), ["Number"], "All.")


def test_markup_in_a_cell_is_text():
    table = table_html([("<b>x</b>", "a\x00&")], ["<i>", "y"], "<u>")
    assert "<b>" not in table
    assert "<i>" not in table
    assert "<u>" not in table
    assert "&lt;b&gt;x&lt;/b&gt;" in table
    assert "a&amp;" in table


def test_an_empty_table_is_a_table():
    assert "<tbody></tbody>" in table_html([], ["Name"], "Nobody.")


def test_only_columns_in_which_something_is_told_are_shown():
    net = Network.new().with_entry(Entry("a", name="Ana", platform="Reddit"))
    table = people_table(net)
    assert "Platform" in table
    assert "Group" not in table
    assert "Closeness" not in table


def test_rows_are_cards_on_a_phone_where_words_are_too_wide_for_it():
    does = table_html(
        [("Key terms", "Tell apart the terms of this course")], ["Lesson", "You do"], ""
    )
    assert 'class="pln-table cards"' in does
    assert 'data-label="You do"' in does
    assert "cards" not in table_html([("Reddit", "2, shared")], ["Platform", "Place"], "")
    assert "cards" not in table_html([(0, 1.25, 3000.5)], ["Hour", "Reached", "Unreached" * 9], "")


def test_the_learner_is_not_among_the_people():
    assert people_table(sample("student")).count('scope="row">') == 22


def test_ties_say_their_direction_and_what_is_not_answered():
    net = Network.new()
    for id in "abc":
        net = net.with_entry(Entry(id)).with_tie(Tie("me", id, direction="out"))
    table = ties_table(net)
    assert "<bdi>one way</bdi>" in table
    assert "3 pairs are not answered" in table
    assert "Weight" not in table
