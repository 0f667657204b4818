"""The models against closed forms, exact enumeration, brute force, and against themselves."""

import doctest
import inspect
import itertools
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from importlib import import_module

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plnkit.model.dynamics import (
    chambers,
    crawl,
    crisis,
    feed,
    follow,
    give,
    habit,
    kernels,
    models,
    ripple,
    sweep,
)
from plnkit.model.library import sample
from plnkit.model.network import Entry, Network, PlnError, Tie

MODELS = models.models()
NUMPY = {name: getattr(kernels, f"_{name}_numpy") for name in ("levels", "cascades", "opinions")}
COMPILED = kernels.numba is not None


@pytest.fixture(scope="module", autouse=True)
def compiled_beforehand():
    kernels.warm()


@pytest.fixture(params=["compiled", "NumPy"])
def both_ways(request, monkeypatch):
    """Runs a test on the compiled kernels and on those of NumPy."""
    if request.param == "NumPy":
        for name, kernel in NUMPY.items():
            monkeypatch.setattr(kernels, name, kernel)
    elif not COMPILED:
        pytest.skip("no compiler here")


@pytest.fixture(scope="module")
def small():
    return follow.follow_graph(400, follows=8, seed=3)


@st.composite
def graphs(draw):
    people = draw(st.integers(2, 12))
    person = st.integers(0, people - 1)
    return follow.from_ties(draw(st.lists(st.tuples(person, person), max_size=40)), people)


def reached_by(graph, open_ties, source):
    """Who is reached along the open ties, by plain breadth-first search."""
    seen, front = {source}, [source]
    while front:
        person = front.pop()
        for k in range(graph.start[person], graph.start[person + 1]):
            other = int(graph.audience[k])
            if open_ties[k] and other not in seen:
                seen.add(other)
                front.append(other)
    return seen


# -- graphs ------------------------------------------------------------------------------


def test_a_graph_has_no_self_follows_and_nobody_twice():
    graph = follow.from_ties([(0, 1), (0, 1), (1, 1), (2, 0)])
    assert (graph.people, graph.ties, graph.followers.tolist()) == (3, 2, [1, 0, 1])
    made = follow.follow_graph(300, 6, seed=2)
    assert (made.authors != made.audience).all()
    assert len(set(zip(made.authors.tolist(), made.audience.tolist(), strict=True))) == made.ties


@given(graphs())
def test_turned_twice_is_the_same(graph):
    again = graph.turned().turned()
    assert again.start.tolist() == graph.start.tolist()
    assert again.audience.tolist() == graph.audience.tolist()
    turned = graph.turned()
    pairs = set(zip(graph.authors.tolist(), graph.audience.tolist(), strict=True))
    assert {(b, a) for a, b in pairs} == set(
        zip(turned.authors.tolist(), turned.audience.tolist(), strict=True)
    )


def test_a_made_up_graph_is_heavy_tailed_clustered_and_in_communities():
    graph = follow.follow_graph(5_000, 10, seed=1)
    assert graph.followers.max() > 30 * graph.followers.mean() > 20 * np.median(graph.followers)
    assert graph.strong.mean() > 0.5  # by chance it would be an eighth
    ties = list(zip(graph.authors.tolist(), graph.audience.tolist(), strict=True))
    mixed = np.random.default_rng(1).permutation(graph.audience)
    clustered = nx.transitivity(nx.Graph(ties))
    by_chance = nx.transitivity(nx.Graph(zip(graph.authors.tolist(), mixed.tolist(), strict=True)))
    assert clustered > 1.5 * by_chance


def test_in_a_lattice_everybody_is_tied_to_the_eight_around():
    graph = follow.lattice(100)
    assert graph.people == 100
    assert set(graph.followers.tolist()) == {8}
    assert set(graph.audience[:8].tolist()) == {1, 9, 10, 11, 19, 90, 91, 99}


def test_on_a_map_a_follower_sees_what_the_followed_posts():
    entries = [
        Entry("me"),
        Entry("ana", ring="close", group="work"),
        Entry("ben"),
        Entry("cy", ring="hoped-for"),
    ]
    ties = [Tie("me", "ana", direction="out"), Tie("me", "ben"), Tie("me", "cy")]
    graph = follow.from_network(Network.complete(entries, ties))
    assert (graph.people, graph.me, graph.labels) == (3, 0, ("you", "ana", "ben"))
    pairs = set(zip(graph.authors.tolist(), graph.audience.tolist(), strict=True))
    assert pairs == {(1, 0), (0, 2), (2, 0)}  # an out tie runs from follower to followed
    strong = {
        (a, b) for a, b, s in zip(graph.authors, graph.audience, graph.strong, strict=True) if s
    }
    assert strong == {(1, 0)}
    assert follow.from_network(Network.complete(entries, ties), hoped=True).people == 4


# -- the ripple --------------------------------------------------------------------------


@given(graphs(), st.integers(0, 99), st.integers(1, 30))
def test_one_pass_is_breadth_first_search_at_every_position(graph, seed, positions):
    curve = ripple.reach_curve(graph, 0, seed, positions)
    draws = np.random.default_rng(seed).random(graph.ties, dtype=np.float32)
    step = np.minimum((draws * np.float32(positions)).astype(int) + 1, positions)
    searched = [len(reached_by(graph, step <= k, 0)) for k in range(positions + 1)]
    assert curve.tolist() == searched
    assert (np.diff(curve) >= 0).all()
    assert curve[0] == 1
    assert curve[-1] == len(reached_by(graph, np.ones(graph.ties, bool), 0))


@given(graphs(), st.integers(0, 99), st.booleans())
def test_levels_are_the_same_with_and_without_a_compiler(graph, seed, adds):
    step = np.random.default_rng(seed).integers(1, 6, graph.ties).astype(np.int32)
    ways = (graph.start, graph.audience, step, 12, np.array([0, graph.people - 1]), adds)
    assert kernels.levels(*ways).tolist() == NUMPY["levels"](*ways).tolist()


@given(graphs(), st.integers(0, 99))
def test_levels_that_add_are_shortest_paths(graph, seed):
    step = np.random.default_rng(seed).integers(1, 6, graph.ties).astype(np.int32)
    net = nx.DiGraph()
    net.add_nodes_from(range(graph.people))
    net.add_weighted_edges_from(
        zip(graph.authors.tolist(), graph.audience.tolist(), step.tolist(), strict=True)
    )
    shortest = nx.single_source_dijkstra_path_length(net, 0)
    expected = [min(shortest.get(i, 99), 15) for i in range(graph.people)]
    found = kernels.levels(graph.start, graph.audience, step, 15, np.array([0]), True)
    assert found.tolist() == expected


def mean_reach(graph, chance):
    """The expected reach from person 0, by going through every way the ties can fall."""
    total = 0.0
    for fall in itertools.product([False, True], repeat=graph.ties):
        odds = np.prod([chance if one else 1 - chance for one in fall])
        total += odds * len(reached_by(graph, fall, 0))
    return total


@pytest.mark.parametrize("chance", [0.0, 0.05, 0.3, 0.8, 1.0])
def test_cascades_reach_what_exact_enumeration_says(both_ways, chance):
    graph = follow.from_ties(
        [(0, 1), (0, 2), (1, 2), (2, 1), (1, 3), (3, 4), (2, 4), (4, 0), (4, 5)]
    )
    sizes = ripple.cascade_sizes(graph, chance, np.zeros(60_000, int), seed=5)
    error = 4.5 * sizes.std() / sizes.size**0.5
    assert sizes.mean() == pytest.approx(mean_reach(graph, chance), abs=error + 1e-12)
    many = [ripple.reach_curve(graph, 0, seed, 20)[round(20 * chance)] for seed in range(1_500)]
    error = 4.5 * np.std(many) / len(many) ** 0.5
    assert np.mean(many) == pytest.approx(mean_reach(graph, chance), abs=error + 1e-12)


def test_a_chain_is_reached_with_the_powers_of_the_chance(both_ways):
    chain = follow.from_ties([(k, k + 1) for k in range(10)])
    sizes = ripple.cascade_sizes(chain, 0.5, np.zeros(40_000, int), seed=1)
    expected = sum(0.5**k for k in range(11))
    assert sizes.mean() == pytest.approx(expected, abs=4.5 * sizes.std() / 200)


def test_the_ripple_names_its_positions():
    star = follow.from_ties([(0, k) for k in range(1, 101)])
    run = ripple.ripple(star, seed=1, chance=0.25)
    at = run.curve.set_index("chance to pass it on, %").iloc[:, 0]
    assert at.loc[0.0] == 1
    assert at.loc[100.0] == 101
    assert 10 < at.loc[25.0] < 45
    assert (run.states[0].sum(), len(run.first)) == (at.loc[25.0], 101)


# -- heard from several ------------------------------------------------------------------


def taken_by_hand(graph, at, needs, steps):
    taken = {at, *graph.audience[graph.start[at] : graph.start[at + 1]].tolist()}
    for _ in range(steps):
        heard = [0] * graph.people
        for author, other in zip(graph.authors.tolist(), graph.audience.tolist(), strict=True):
            heard[other] += author in taken
        taken |= {i for i, times in enumerate(heard) if times >= needs}
    return taken


@pytest.mark.parametrize("needs", [1, 2, 3])
def test_what_needs_several_spreads_as_by_hand(small, needs):
    states = ripple._taken_up(small.start, small.audience, 7, needs, 0.0, np.random.default_rng(1))
    assert set(np.flatnonzero(states[-1])) == taken_by_hand(small, 7, needs, ripple.STEPS)
    assert (np.diff((states > 0).sum(1)) >= 0).all()  # nobody gives it up


def test_friends_of_friends_help_what_needs_two_and_chance_turns_that_round():
    """Centola & Macy 2007 on one side, Eckles and others 2024 on the other."""
    model, graph = MODELS["contagion"], MODELS["contagion"].graph()
    as_it_is, rewired = model.run(graph, 1, needs=2).curve.iloc[-1, 1:]
    assert as_it_is > 100 * rewired
    as_it_is, rewired = model.run(graph, 1, needs=2, alone=0.05).curve.iloc[-1, 1:]
    assert rewired > 2 * as_it_is
    as_it_is, rewired = model.run(graph, 1, needs=1).curve.iloc[-1, 1:]
    assert rewired > 2 * as_it_is


# -- feed, habit, give -------------------------------------------------------------------


def test_a_rule_that_has_nothing_to_choose_changes_nothing():
    graph = follow.from_ties([(0, k) for k in range(1, 30)])  # one post each reader
    views = [
        feed._day(graph, np.random.default_rng(1), rule, 3, 0.0)[0][-1]
        for rule in feed.RULES.values()
    ]
    assert all((one == views[0]).all() for one in views)


@pytest.mark.parametrize("rule", feed.RULES)
def test_nobody_reads_more_than_there_is(small, rule):
    views, _ = feed._day(small, np.random.default_rng(1), feed.RULES[rule], 16, 0.5)
    assert (np.diff(views, axis=0) >= 0).all()
    audience = [
        len(reached_by(small, np.ones(small.ties, bool), i)) - 1 for i in range(small.people)
    ]
    assert (views[-1] <= np.array(audience)).all()
    quiet, _ = feed._day(small, np.random.default_rng(1), feed.RULES[rule], 16, 0.0)
    assert (quiet[-1] <= small.followers).all()  # nothing passed on: followers only


def test_two_rules_are_compared_with_the_same_chances(monkeypatch, small):
    monkeypatch.setitem(feed.RULES, "likes", feed.RULES["newest"])
    feed._seen.cache_clear()
    curve = feed.feed(small, 1, rule="likes").curve
    assert curve.iloc[:, 1].tolist() == curve.iloc[:, 2].tolist()
    feed._seen.cache_clear()


def test_newest_first_is_run_once_for_all_rules(monkeypatch, small):
    ran, day = [], feed._day
    monkeypatch.setattr(feed, "_day", lambda *a: [ran.append(a[2]), day(*a)][1])
    feed._seen.cache_clear()
    curves = [feed.feed(small, 1, rule=rule).curve.iloc[:, 1].tolist() for rule in feed.RULES]
    assert ran.count(feed.RULES["newest"]) == 1
    assert len(ran) == len(feed.RULES)
    assert all(curve == curves[0] for curve in curves)


def test_nobody_sees_a_post_twice_or_ones_own():
    ring = follow.from_ties([(a, b) for a in range(4) for b in range(4)])
    for seed in range(60):
        views, _ = feed._day(ring, np.random.default_rng(seed), feed.RULES["likes"], 2, 1.0)
        assert (views[-1] <= 3).all()


def test_what_two_pass_on_at_once_comes_once():
    graph = follow.from_ties([(0, 1), (0, 2), (1, 3), (2, 3)])
    inbox, unread = np.full((4, feed.INBOX), 4, np.int32), np.zeros((4, feed.INBOX), bool)
    got = np.zeros(4, np.int64)
    feed._deliver(graph, inbox, unread, got, np.array([1, 2]), np.array([0, 0]))
    assert got.tolist() == unread.sum(1).tolist() == [0, 0, 0, 1]


def test_the_published_formulas():
    counts = feed.Counts(*(np.array([float(x)]) for x in (3, 100, 9, 2, 4)))
    assert feed.RULES["hackernews"](counts) == pytest.approx(9 / 5**1.8)
    assert feed.RULES["reddit"](counts) == pytest.approx(np.log10(9) - 3 * 3600 / 45_000)
    weighed = (0.5 * 9.5 + 4.5 + 13.5 * 2.5) / 110
    assert feed.RULES["x2023"](counts) == pytest.approx(weighed)
    assert feed.RULES["x2026"](counts) == pytest.approx(weighed - 8.5 * 2.5 / 110)
    later = feed.Counts(*(np.array([float(x)]) for x in (15.5, 100, 90, 2, 4)))
    assert feed.RULES["reddit"](later) == pytest.approx(
        feed.RULES["reddit"](counts)
    )  # 10 x, 12.5 hours


def test_without_reactions_a_habit_falls_back_by_the_same_share_each_day(small):
    curve = habit.habit(small, 1, chance=0.0, outside=0.6, speed=0.2).curve
    floor = habit.OWN * 0.4
    expected = floor + (habit.OWN - floor) * 0.8 ** np.arange(habit.DAYS)
    assert curve.iloc[:, 1].to_numpy() == pytest.approx(expected)
    own_sake = habit.habit(small, 1, chance=0.5, outside=0.0).curve
    assert own_sake[habit.MANY].to_numpy() == pytest.approx(np.ones(habit.DAYS))


def test_reactions_raise_a_habit_and_their_end_lowers_it(small):
    curve = habit.habit(small, 1, chance=0.3, outside=0.8).curve[habit.MANY]
    assert curve.iloc[habit.OFF - 1] > 2 * curve.iloc[0] > 4 * curve.iloc[-1]


def test_everybody_a_giver_answers_all_and_everybody_a_taker_nothing(small):
    givers = give.give(small, 1, givers=1.0, takers=0.0).curve["givers, % answered"]
    takers = give.give(small, 1, givers=0.0, takers=1.0).curve["takers, % answered"]
    assert (givers == 100).all()
    assert (takers == 0).all()


def test_without_reciprocators_it_makes_no_difference_who_asks(small):
    runs = sweep.sweep("give", small, seed=1, runs=40, givers=0.5, takers=0.5)
    gap = runs["givers, % answered"] - runs["takers, % answered"]
    assert abs(gap.mean()) < 4.5 * gap.std() / 40**0.5


def test_takers_wait():
    runs = sweep.sweep("give", follow.follow_graph(2_000, seed=1), seed=1, runs=5)
    assert (runs["givers, % answered"] > 2 * runs["takers, % answered"]).all()


# -- crawl, chambers, crisis -------------------------------------------------------------


def test_a_crawl_finds_the_known_and_misses_the_quiet():
    graph = follow.follow_graph(5_000, 10, seed=1)
    run = crawl.crawl(graph, 1, pruning=1.0)
    assert (run.curve["found, off the subject"].iloc[:-1] <= crawl.LOOKS).all()
    found = run.states[-1] == 2
    subject = run.states[-1] > 0
    assert graph.followers[found].mean() > 2 * graph.followers[subject].mean()
    assert (np.diff(run.curve["found, on the subject"]) >= 0).all()
    assert run.states.dtype == np.int8


def test_a_crawl_looks_at_new_accounts_only():
    curve = crawl.crawl(follow.follow_graph(5_000, 10, seed=1), 1, both=0.0, pruning=0.0).curve
    found = curve.iloc[:, 1] + curve.iloc[:, 2]
    assert found.tolist() == [3 + crawl.LOOKS * k for k in range(crawl.ROUNDS + 1)]


@pytest.mark.parametrize("kept", [0.0, 0.5, 1.0])
def test_views_stay_within_bounds_and_rows_hold_other_people_once(both_ways, small, kept):
    rng = np.random.default_rng(1)
    follows, opinion = chambers._rows(small, rng), rng.uniform(-1, 1, small.people)
    before, slots = follows.copy(), round(kept * follows.shape[1])
    message = opinion.copy()
    kernels.opinions(follows, opinion, message, slots, 0.4, 0.3, 0.5, 0.5, 20_000, rng)
    assert np.abs(opinion).max() <= 1
    assert np.abs(message).max() <= 1
    assert (follows != np.arange(small.people)[:, None]).all()
    assert (follows[:, :slots] == before[:, :slots]).all()
    changed = (follows != before).any(1)
    assert changed.any() == (kept < 1)
    new = follows != before
    for row in np.flatnonzero(changed)[:50]:
        for person in follows[row][new[row]]:
            assert (follows[row] == person).sum() == 1


def test_without_influence_nobody_moves_and_without_tolerance_nobody_hears(both_ways, small):
    for tolerance, influence in ((0.4, 0.0), (0.0, 0.5)):
        rng = np.random.default_rng(1)
        follows, opinion = chambers._rows(small, rng), rng.uniform(-1, 1, small.people)
        before = opinion.copy()
        kernels.opinions(
            follows, opinion, opinion.copy(), 0, tolerance, influence, 0.5, 0.5, 5_000, rng
        )
        assert (opinion == before).all()


@pytest.mark.skipif(not COMPILED, reason="no compiler here")
@pytest.mark.parametrize("kept", [0.0, 0.4])
def test_chambers_agree_with_and_without_a_compiler(monkeypatch, kept):
    graph = follow.follow_graph(1_000, 10, seed=1)
    ends = []
    for kernel in (kernels.opinions, NUMPY["opinions"]):
        monkeypatch.setattr(kernels, "opinions", kernel)
        ends.append(sweep.sweep("chambers", graph, seed=1, runs=12, kept=kept).iloc[:, 2:])
    error = (ends[0].var() + ends[1].var()) ** 0.5 / 12**0.5
    assert ((ends[0].mean() - ends[1].mean()).abs() < 4.5 * error + 0.01 * ends[0].mean()).all()


def test_keeping_some_follows_keeps_opposing_voices():
    graph = follow.follow_graph(1_000, 10, seed=1)
    runs = sweep.sweep("chambers", graph, seed=1, runs=4, slider="kept", positions=[0, 0.3, 0.6, 1])
    opposing = runs.groupby("kept").mean().iloc[:, 2]
    assert (np.diff(opposing) > 0).all()
    assert opposing.iloc[0] < 20 < opposing.iloc[-1]


def test_a_question_nobody_sees_or_can_answer_meets_nobody(small):
    for setting in ({"circle": 0}, {"knows": 0.0}):
        assert (crisis.crisis(small, 1, **setting).curve.iloc[:, 1:] == 0).all(axis=None)


def test_who_asks_is_none_of_those_who_may_know():
    entries, ties = [Entry("me"), Entry("ana")], [Tie("me", "ana")]
    pair = follow.from_network(Network.complete(entries, ties))
    runs = sweep.sweep("crisis", pair, seed=1, runs=40, knows=0.5, passes=1.0)
    met = runs.iloc[:, -2].mean()  # along all ties
    assert met == pytest.approx(50, abs=4.5 * 50 / (40 * crisis.RUNS) ** 0.5)


def test_more_ties_never_slow_a_question_down(both_ways, small):
    curve = crisis.crisis(small, 1, passes=0.4, knows=0.02).curve
    every, strong = curve.iloc[:, 1], curve.iloc[:, 2]
    assert (every >= strong).all()
    assert (np.diff(every) >= 0).all()
    everybody = crisis.crisis(small, 1, knows=1.0).curve
    assert everybody.iloc[-1, 1] == 100


def test_on_a_map_the_learner_asks_and_posts():
    entries = [Entry("me"), *(Entry(f"p{k}", ring="close") for k in range(20)), Entry("far")]
    ties = [Tie("me", f"p{k}") for k in range(20)]
    graph = follow.from_network(Network.complete(entries, ties))
    assert "a post by you" in ripple.ripple(graph, 1, 0.5).says
    curve = crisis.crisis(graph, 1, circle=50, knows=1.0, passes=0.0).curve
    assert list(curve.iloc[-1, 1:]) == [100, 100]


@pytest.mark.parametrize("name", MODELS)
def test_tools_and_sources_on_a_map_are_not_called_people(name):
    run = MODELS[name].run(follow.from_network(sample("student")), 1)
    assert "people" not in " ".join([run.says, *run.told, *run.curve.columns])


@pytest.mark.parametrize("name", MODELS)
def test_what_is_predicted_is_in_the_curve(name):
    model = MODELS[name]
    before, after = model.guessed(model.graph(1, 400))
    assert np.isfinite([before, after]).all()


# -- every model alike -------------------------------------------------------------------


@pytest.mark.parametrize("name", MODELS)
def test_the_same_seed_gives_the_same_history_and_no_global_seed_is_used(name):
    model, graph = MODELS[name], MODELS[name].graph(people=200)
    before = np.random.get_state()[1].tolist()
    one, again, other = (model.run(graph, seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one.curve, again.curve)
    assert one.says == again.says
    assert (one.states == again.states).all()
    assert not (one.states.shape == other.states.shape and (one.states == other.states).all())
    assert np.random.get_state()[1].tolist() == before


def test_a_large_seed_is_taken_as_it_is(small):
    large = 2**61 + 1  # no float holds it
    direct = give.give(small, large).curve
    pd.testing.assert_frame_equal(MODELS["give"].run(small, large).curve, direct)


@pytest.mark.skipif(not COMPILED, reason="no compiler here")
@pytest.mark.parametrize(
    "name", ["ripple", "crisis", "contagion", "feed", "habit", "give", "crawl"]
)
def test_the_same_numbers_where_there_is_no_compiler(monkeypatch, name):
    model, graph = MODELS[name], MODELS[name].graph(people=300)
    compiled = model.run(graph, 1)
    for kernel, function in NUMPY.items():
        monkeypatch.setattr(kernels, kernel, function)
    pd.testing.assert_frame_equal(compiled.curve, model.run(graph, 1).curve)


@pytest.mark.parametrize("name", MODELS)
def test_every_model_runs_on_small_and_on_drawn_networks(name):
    graphs = [follow.from_network(sample(each)) for each in ("fictional", "karate", "florentine")]
    graphs += [follow.from_ties([(0, 1), (2, 1)]), follow.from_ties([(0, 1), (2, 3)], people=6)]
    for graph in [*graphs, MODELS[name].graph(people=30)]:
        run = MODELS[name].run(graph, 1)
        assert run.says.endswith(".")
        assert "nan" not in run.says
        assert run.states.shape[1] == graph.people
        assert 0 <= run.states.min() <= run.states.max() < len(run.legend)
        assert run.curve.iloc[:, 0].is_monotonic_increasing


@pytest.mark.parametrize("name", MODELS)
def test_every_slider_is_an_argument_and_its_ends_can_be_chosen(name):
    model, graph = MODELS[name], MODELS[name].graph(people=100)
    room = import_module(f"plnkit.model.dynamics.{models.HOME.get(name, name)}")
    arguments = inspect.signature(getattr(room, name)).parameters
    assert list(arguments)[2:] == list(model.sliders)
    for key, slider in model.sliders.items():
        assert arguments[key].default == slider.default, key
        for value in slider.choices or (slider.min, slider.max):
            model.run(graph, 1, **{key: value})
    assert name != "feed" or list(model.sliders["rule"].choices) == list(feed.RULES)


def test_what_the_misconceptions_say_of_the_models_is_so():
    """models.toml: renown before appeal in every feed, a jump in the ripple, habits left behind."""
    graph = MODELS["feed"].graph()
    for rule in feed.RULES.values():
        views, appeal = feed._day(graph, np.random.default_rng(1), rule, 3, 0.2)
        assert feed._top(views[-1], graph.followers) > 3 * feed._top(views[-1], appeal)
    anybody = MODELS["ripple"].run(graph, 1).curve.iloc[:, 2]
    assert anybody[10] < 5  # a chance of 5%
    assert anybody[30] > 100 * anybody[20]  # 15% against 10%
    rows = sweep.sweep("habit", graph, runs=1, slider="outside", positions=[0, 0.5, 1])
    assert (np.diff(rows[habit.MANY]) < -0.3).all()


# -- sweeps ------------------------------------------------------------------------------


def test_a_sweep_is_the_same_for_any_number_of_workers():
    graph, told = follow.follow_graph(200, seed=1), []
    how = {"model": "chambers", "graph": graph, "seed": 4, "runs": 3}
    how |= {"slider": "kept", "positions": [0, 0.5]}
    alone = sweep.sweep(**how, progress=lambda done, of: told.append((done, of)))
    assert told == [(k, 6) for k in range(1, 7)]
    assert alone["kept"].tolist() == [0, 0, 0, 0.5, 0.5, 0.5]
    assert alone["seed"].tolist()[:3] == alone["seed"].tolist()[3:]
    assert alone["seed"].nunique() == 3
    for executor in (ThreadPoolExecutor(1), ThreadPoolExecutor(3), ProcessPoolExecutor(2)):
        with executor:
            pd.testing.assert_frame_equal(sweep.sweep(**how, executor=executor), alone)


def test_a_sweep_that_is_stopped_drops_what_has_not_begun():
    class Kept(ThreadPoolExecutor):
        def submit(self, *task):
            futures.append(super().submit(*task))
            return futures[-1]

    def stop(done, of):
        raise KeyboardInterrupt

    futures, graph = [], follow.follow_graph(200, seed=1)
    with Kept(1) as executor, pytest.raises(KeyboardInterrupt):
        sweep.sweep("give", graph, runs=200, executor=executor, progress=stop)
    assert sum(future.cancelled() for future in futures) > 100


# -- what can't be -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: MODELS["ripple"].run(follow.lattice(25), 1, chance=1.5), "between 0 and 1"),
        (lambda: MODELS["ripple"].run(follow.lattice(25), 1, chance=float("nan")), "between 0 and 1"),
        (lambda: MODELS["ripple"].run(follow.lattice(25), 1, chanse=0.5), "mean 'chance'"),
        (lambda: MODELS["give"].run(follow.lattice(25), 1, givers=0.7, takers=0.7), "more than everybody"),
        (lambda: MODELS["feed"].run(follow.lattice(25), 1, rule="new"), "no feed rule 'new'"),
        (lambda: MODELS["feed"].run(follow.lattice(25), 1, reads=0), "between 1 and 16"),
        (lambda: MODELS["crisis"].run(follow.lattice(25), 1, circle=-1), "at least 0"),
        (lambda: MODELS["habit"].run(follow.from_ties([], people=5), 1), "nobody follows anybody"),
        (lambda: MODELS["habit"].run(follow.from_ties([], people=1), 1), "nobody follows anybody"),
        (lambda: MODELS["chambers"].run(follow.from_ties([]), 1), "nobody follows anybody"),
        (lambda: MODELS["give"].run(follow.lattice(25), -1), "The seed is at least 0"),
        (lambda: sweep.seeds(-1, 3), "The seed is at least 0"),
        (lambda: follow.from_ties([(0, float("nan"))]), "who is not there"),
        (lambda: follow.from_ties([(0, 5)], people=3), "People are 0 to 2"),
        (lambda: follow.from_ties([(0, -1)]), "who is not there"),
        (lambda: follow.from_network(Network.new()), "nobody on this map"),
        (lambda: follow.follow_graph(1), "at least 2;"),
        (lambda: follow.follow_graph(100, inside=1.2), "between 0 and 1"),
        (lambda: follow.follow_graph(100, follows=float("nan")), "at least 1;"),
        (lambda: follow.lattice(4), "at least 25"),
        (lambda: follow.follow_graph(10**13), "is at most 1,000,000,000,000"),
        (lambda: follow.follow_graph(10**9), "GB of memory. Take"),
        (lambda: follow.lattice(10**9), "GB of memory. Take"),
        (lambda: ripple.cascade_sizes(follow.lattice(25), 0.5, [25], 1), "0 to 24"),
        (lambda: ripple.reach_curve(follow.lattice(25), [], 1), "starts with one of"),
        (lambda: sweep.sweep("rippel", follow.lattice(25)), "mean 'ripple'"),
        (lambda: sweep.sweep("ripple", follow.lattice(25), slider="chanc", positions=[1]), "mean 'chance'"),
        (lambda: sweep.sweep("ripple", follow.lattice(25), slider="chance"), "needs positions"),
        (lambda: sweep.sweep("ripple", follow.lattice(25), runs=0), "The number of runs is at least 1"),
        (lambda: MODELS["crisis"].run(follow.lattice(25), 1, circle="9"), "at least 0; this is '9'"),
        (lambda: MODELS["feed"].run(follow.lattice(25), 1, rule=None), "no feed rule 'None'"),
        (lambda: MODELS["give"].run(follow.lattice(25), 1, fading=10**400), "between 0 and 1"),
        (lambda: MODELS["give"].run(follow.lattice(25), None), "The seed is at least 0"),
        (lambda: follow.follow_graph(100, seed=-1), "The seed is at least 0"),
        (lambda: follow.from_ties([(0, "a")]), "Ties are pairs of numbers"),
        (lambda: follow.from_ties([(0, 1, 2)]), "Ties are pairs of numbers"),
        (lambda: follow.from_ties([(0, float("inf"))]), "The number of people is at most 25,000,000"),
        (lambda: follow.from_ties([(0, 1)], people=10**11), "The number of people is at most 25,000,000"),
        (lambda: follow.from_ties([], people=-1), "The number of people is at least 0"),
        (lambda: ripple.cascade_sizes(follow.lattice(25), 0.5, [0], -1), "The seed is at least 0"),
        (lambda: ripple.cascade_sizes(follow.lattice(25), 0.5, ["a"], 1), "starts with one of"),
        (lambda: ripple.reach_curve(follow.lattice(25), [0], 1, 0), "The number of positions is at least 1"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_in_a_sentence(call, says):
    with pytest.raises(PlnError) as error:
        call()
    assert says in str(error.value)


GUESS = {"question": "words", "before": [1, 0], "after": [1, -1]}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"source": ""}, "entry 'x': it has no 'source'"),
        ({"colour": "red"}, "'colour' is not known"),
        (
            {"sliders": {k: {"name": "n", "meaning": "m", "default": 0.5} for k in "abcd"}},
            "4 sliders",
        ),
        ({"sliders": {"a": {"name": "n", "meaning": "m", "default": 7}}}, "entry 'x.sliders.a'"),
        ({"sliders": {"a": {"name": "n", "default": 0}}}, "no 'meaning'"),
        ({"guess": {}}, "entry 'x.guess': it has no 'question'"),
        ({"guess": GUESS | {"after": [0, 1]}}, "entry 'x.guess': 'after' is [0, 1]"),
        ({"guess": GUESS | {"changed": {"chance": 1}}}, "there is no slider 'chance'"),
    ],
)
def test_a_models_entry_that_lacks_something_fails_by_its_name(change, says):
    words = ("title", "question", "source", "assumes", "leaves_out", "misconception", "date")
    table = dict.fromkeys(words, "words") | {
        "network": {"kind": "lattice", "people": 25},
        "guess": GUESS,
    }
    assert models._model("x", dict(table)).title == "words"
    with pytest.raises(PlnError, match=r"models\.toml") as error:
        models._model("x", table | change)
    assert says in str(error.value)


def test_the_list_of_models_costs_no_compiler():
    program = """
import sys, plnkit.model.dynamics.models as m
m.models()
print(*{'numba', 'pandas'} & set(sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout.split(), done.stderr) == ([], "")


def test_where_nothing_can_be_kept_it_is_compiled_without_keeping(monkeypatch):
    class Numba:
        @staticmethod
        def njit(nogil, cache=False):
            if cache:
                raise RuntimeError("cannot cache function: no locator available")
            return lambda function: function

    monkeypatch.setattr(kernels, "numba", Numba)
    assert kernels.compiled(len) is len
    monkeypatch.setattr(kernels, "numba", None)
    assert kernels.compiled(len) is None


@pytest.mark.parametrize("room", [follow, models, ripple])
def test_the_examples_are_true(room):
    assert doctest.testmod(room).failed == 0 < doctest.testmod(room).attempted


@pytest.mark.skipif(not COMPILED, reason="no compiler here")
def test_warm_compiles_whatever_a_model_runs():
    program = """
from plnkit.model.dynamics import kernels
kernels.warm()
made = {name: len(getattr(kernels, name).signatures) for name in ("levels", "cascades", "opinions")}
from plnkit.model.dynamics.models import models
from plnkit.model.dynamics.ripple import cascade_sizes
for model in models().values():
    model.run(model.graph(people=60), 1)
cascade_sizes(models()["ripple"].graph(people=60), .1, [0], 1)
print(made == {name: len(getattr(kernels, name).signatures) for name in made})
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout.split(), done.stderr) == (["True"], "")
