"""The stored answer of a scenario in the words of its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, ngettext

from osaamo.engine import Labels

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from osaamo.domains.foresight.models import PortfolioScenario

SHOWN_NEEDS = 15


@dataclass(frozen=True, slots=True)
class Module:
    """A module of the answer: its name, schools, credits, euros (``None``: not known), and whether it is today's."""

    title: Labels
    schools: str
    credits: float
    cost: float | None
    today: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """One row of the comparison: what it is, how many modules, what they cover, and what that takes."""

    name: str
    count: int
    coverage: float | None
    credits: float | None = None
    cost: float | None = None
    best: bool = False


@dataclass(frozen=True, slots=True)
class ToldSwap:
    """A swap in words: who leaves, who comes, points won, skills won and lost, and differences."""

    out: Labels | None
    into: Labels | None
    points: float
    won: Sequence[tuple[Labels, str]]
    lost: Sequence[Labels]
    credits: float
    cost: float | None


@dataclass(frozen=True, slots=True)
class Told:
    """The whole answer; ``by_school`` only where a choice fits, ``loosen`` only where none does."""

    demand: Mapping[str, Any]
    best: Mapping[str, Any] | None
    today: Mapping[str, Any]
    by_school: Sequence[tuple[str, Sequence[Module]]]
    loads: Sequence[tuple[str, float, float]]
    compared: Sequence[Compared]
    swaps: Sequence[ToldSwap]
    needs: Sequence[tuple[Labels, float, float, float]]
    points: Sequence[tuple[float, float]]
    by_cost: bool
    held: Sequence[str]
    loosen: Sequence[Sequence[str]]


def told_of(scenario: PortfolioScenario, schools: Mapping[str, str]) -> Told:
    """The answer with titles and names in place of keys."""
    answer = scenario.result
    best, today = answer["best"], answer["today"]
    words = _Words(answer, schools)
    return Told(
        demand=answer["demand"],
        best=best,
        today=today,
        by_school=words.by_school(best["chosen"]) if best else [],
        loads=[
            (words.school(code), today["loads"].get(code, 0.0), load)
            for code, load in sorted((best or today)["loads"].items())
        ],
        compared=words.compared(),
        swaps=[words.swap(swap) for swap in answer.get("swaps", ())],
        needs=words.needs(),
        points=[(limit, coverage) for limit, coverage in answer.get("curve", {}).get("points", ())],
        by_cost=answer.get("curve", {}).get("by") == "cost",
        held=[words.held(one) for one in answer.get("held", ())],
        loosen=words.groups(answer.get("loosenings", ())),
    )


class _Words:
    """The names of what an answer holds."""

    def __init__(self, answer: Mapping[str, Any], schools: Mapping[str, str]) -> None:
        self._answer = answer
        self._schools = schools

    def school(self, code: str) -> str:
        return self._schools.get(code, code)

    def title(self, key: str) -> Labels:
        known = self._answer["candidates"].get(key)
        return Labels(**known["title"]) if known else Labels(en=key)

    def skill(self, uri: str) -> Labels:
        known = self._answer["labels"].get(uri)
        return Labels(**known) if known else Labels(en=uri)

    def by_school(self, chosen: Sequence[str]) -> list[tuple[str, list[Module]]]:
        """The chosen modules by the schools that teach them, those of several schools together last."""
        groups: dict[tuple[str, ...], list[Module]] = {}
        for key in chosen:
            one = self._answer["candidates"][key]
            who = tuple(sorted(one["loads"]))
            names = ", ".join(self.school(code) for code in who)
            module = Module(Labels(**one["title"]), names, one["credits"], one["cost"], one["today"])
            groups.setdefault(who, []).append(module)
        ordered = sorted(groups.items(), key=lambda group: (len(group[0]) > 1, group[0]))
        return [(modules[0].schools or gettext("No school yet"), modules) for _, modules in ordered]

    def compared(self) -> list[Compared]:
        today, best = self._answer["today"], self._answer["best"]
        rows = [
            Compared(gettext("Today"), len(today["chosen"]), today["coverage"], today["credits"], today["cost"]),
        ]
        if best:
            name = gettext("This scenario")
            rows.append(Compared(name, len(best["chosen"]), best["coverage"], best["credits"], best["cost"], best=True))
        for size in self._answer["sizes"]:
            name = ngettext("Best %(n)s module", "Best %(n)s modules", size["count"]) % {"n": size["count"]}
            rows.append(Compared(name, size["count"], size["coverage"], size.get("credits"), size.get("cost")))
        return rows

    def swap(self, swap: Mapping[str, Any]) -> ToldSwap:
        return ToldSwap(
            out=self.title(swap["out"]) if swap["out"] else None,
            into=self.title(swap["into"]) if swap["into"] else None,
            points=100 * swap["gain"],
            won=[(self.skill(change["key"]), change["evidence"]) for change in swap["won"]],
            lost=[self.skill(change["key"]) for change in swap["lost"]],
            credits=swap["credits"],
            cost=swap["cost"],
        )

    def needs(self) -> list[tuple[Labels, float, float, float]]:
        """The skills most asked for: share of all demand, share won today and by the choice."""
        now = {one["key"]: one["won"] for one in self._answer["today"]["served"]}
        then = self._answer["best"] or self._answer["today"]
        return [
            (self.skill(one["key"]), one["demand"], now.get(one["key"], 0.0), one["won"])
            for one in then["served"][:SHOWN_NEEDS]
        ]

    def groups(self, found: Sequence[Mapping[str, Any]]) -> list[list[str]]:
        """Sentences on what to loosen; those of a group are needed together."""
        groups: dict[int, list[str]] = {}
        for one in found:
            groups.setdefault(one["group"], []).append(self.loosening(one))
        return list(groups.values())

    def held(self, one: Mapping[str, Any]) -> str:
        """What loosening one limit would win."""
        said = {
            "count": gettext("One module more"),
            "credits_max": gettext("A tenth more credits"),
            "cost_max": gettext("A tenth more euros"),
            "capacity": gettext("A tenth more capacity of %(school)s") % {"school": self.school(one["item"])},
            "share_min": gettext("No least share of a school"),
            "share_max": gettext("No largest share of a school"),
            "must": gettext("Without keeping %(title)s") % {"title": self._named(one["item"])},
            "avoid": gettext("With %(title)s allowed") % {"title": self._named(one["item"])},
        }
        words = gettext("%(change)s: %(points)s points more of the demand.")
        return words % {"change": said[one["limit"]], "points": f"{100 * one['gain']:.1f}"}

    def loosening(self, one: Mapping[str, Any]) -> str:
        """What to change of one limit."""
        now, needed, item = one["now"], one["needed"], one["item"]
        words = {
            "count": gettext("Choose %(needed)s modules instead of %(now)s."),
            "credits_max": gettext("Raise the credits from %(now)s to %(needed)s."),
            "cost_max": gettext("Raise the euros from %(now)s to %(needed)s."),
            "capacity": gettext("Raise the capacity of %(school)s from %(now)s to %(needed)s credits."),
            "share_min": gettext("Lower the least share of a school from %(now)s to %(needed)s %%."),
            "share_max": gettext("Raise the largest share of a school from %(now)s to %(needed)s %%."),
            "must": gettext("Do not insist on %(title)s."),
            "avoid": gettext("Allow %(title)s."),
        }[one["limit"]]
        part = 100 if one["limit"].startswith("share") else 1
        return words % {
            "now": f"{part * now:g}",
            "needed": f"{part * needed:.10g}",
            "school": self.school(item),
            "title": self._named(item) if one["limit"] in ("must", "avoid") else "",
        }

    def _named(self, key: str) -> str:
        from osaamo.domains.foresight.exports import language  # noqa: PLC0415 - the paper's language is the page's

        return self.title(key).best(language())
