"""Portfolios made in code, and their worth and limits read once more by trying every choice."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

from hypothesis import strategies as st

from osaamo.engine.portfolio import Need, PortfolioCandidate, PortfolioLimits
from osaamo.engine.records import Labels, TaughtSkill

SCHOOLS = ("haaga-helia", "laurea", "metropolia")
URIS = ("sql", "python", "ethics", "sales")


def module(id_, skills=(), *, school="laurea", credits_=5.0, cost=None, loads=None):
    taught = tuple(TaughtSkill(uri, confidence, f"Students learn {uri}.") for uri, confidence in dict(skills).items())
    return PortfolioCandidate(
        id_, Labels(en=id_), taught, credits_, loads if loads is not None else {school: credits_}, cost
    )


def needs(**weights):
    return [Need(uri, weight, {uri: 1.0}) for uri, weight in weights.items()]


def worth(rows, wanted, pieces=(70, 20, 10)):
    """What the modules win of all demand, by the words of the documentation and exact fractions."""
    heaviest = max((need.weight for need in wanted), default=1)
    won = whole = Fraction(0)
    for need in wanted:
        weight = max(1, round(1000 * need.weight / heaviest))
        taught = sum(
            max(
                (round(100 * need.by.get(skill.uri, 0) * skill.confidence) for skill in row.skills),
                default=0,
            )
            for row in rows
        )
        for place, piece in enumerate(pieces):
            won += weight * piece * Fraction(min(max(taught - 100 * place, 0), 100), 100)
        whole += weight * sum(pieces)
    return won / whole if whole else won


def keeps(rows, limits):
    """Whether the modules keep every limit."""
    ids = {row.id for row in rows}
    loads = {school: sum(Fraction(str(row.loads.get(school, 0))) for row in rows) for school in SCHOOLS}
    whole = sum(loads.values())
    total = sum(Fraction(str(row.credits)) for row in rows)
    costs = [row.cost for row in rows]
    return (
        len(rows) == limits.count
        and (limits.credits_max is None or total <= Fraction(str(limits.credits_max)))
        and (limits.cost_max is None or sum(Fraction(str(cost)) for cost in costs) <= Fraction(str(limits.cost_max)))
        and all(loads[school] <= Fraction(str(most)) for school, most in limits.capacity.items())
        and all(load >= Fraction(str(limits.share_min)) * whole for load in loads.values())
        and all(load <= Fraction(str(limits.share_max)) * whole for load in loads.values())
        and ids >= set(limits.must)
        and not ids & set(limits.avoid)
    )


def best_of_all(rows, wanted, limits):
    """The most that any choice within the limits wins, or ``None``."""
    sizes = range(len(rows) + 1)
    every = (choice for size in sizes for choice in combinations(rows, size) if keeps(choice, limits))
    return max((worth(choice, wanted) for choice in every), default=None)


confidences = st.sampled_from((0.3, 0.5, 0.8, 1.0))
amounts = st.sampled_from((1.0, 2.5, 3.0, 5.0, 10.0))


@st.composite
def cases(draw):
    """Up to seven modules of three schools, what is asked, and limits."""
    count = draw(st.integers(1, 7))
    rows = []
    for number in range(count):
        skills = draw(st.dictionaries(st.sampled_from(URIS), confidences, max_size=3))
        schools = draw(st.lists(st.sampled_from(SCHOOLS), min_size=1, max_size=2, unique=True))
        # One module of each school first, so that every school is known.
        schools = [SCHOOLS[number]] if number < len(SCHOOLS) else schools
        loads = {school: draw(amounts) for school in schools}
        rows.append(module(f"m{number}", skills, credits_=draw(amounts), cost=draw(amounts) * 1000, loads=loads))
    wanted = needs(**draw(st.dictionaries(st.sampled_from(URIS), st.integers(1, 40), min_size=1)))
    names = st.lists(st.sampled_from([row.id for row in rows]), max_size=1).map(tuple)
    limits = PortfolioLimits(
        count=draw(st.integers(0, count)),
        credits_max=draw(st.none() | st.sampled_from((5.0, 10.0, 20.0))),
        cost_max=draw(st.none() | st.sampled_from((2000.0, 9000.0, 20000.0))),
        capacity=draw(st.dictionaries(st.sampled_from(SCHOOLS), st.sampled_from((0.0, 3.0, 8.0)), max_size=2)),
        share_min=draw(st.sampled_from((0.0, 0.0, 0.2))) if count >= len(SCHOOLS) else 0.0,
        share_max=draw(st.sampled_from((1.0, 1.0, 0.5))) if count >= len(SCHOOLS) else 1.0,
        must=draw(names),
        avoid=draw(names),
    )
    return rows, wanted, limits
