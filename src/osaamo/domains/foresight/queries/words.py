"""Words for what the engine calls by code: signals, ways to forecast, states of a theme, months."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext

from osaamo.engine import Signal

if TYPE_CHECKING:
    from datetime import date


def signal_words(signal: Signal) -> str:
    """The name of a signal."""
    return {
        Signal.EMERGING: gettext("Emerging"),
        Signal.INCREASING: gettext("Growing steadily"),
        Signal.INCREASING_LAST: gettext("Growing in the last year"),
        Signal.CONSTANT: gettext("Steady"),
        Signal.CONSTANT_LAST: gettext("Levelled off"),
        Signal.DECREASING: gettext("Falling steadily"),
        Signal.DECREASING_LAST: gettext("Falling in the last year"),
        Signal.DISAPPEARING: gettext("Disappearing"),
        Signal.UNKNOWN: gettext("Not enough data"),
    }[signal]


def way_words(name: str) -> str:
    """The name of a way to forecast; the engine's own where it is a new one."""
    return {
        "last value": gettext("last value (naive)"),
        "mean of last six": gettext("mean of the last six months (naive)"),
        "drift": gettext("drift (naive)"),
        "seasonal last value": gettext("same month of the last year (naive)"),
        "exponential smoothing": gettext("exponential smoothing"),
        "sparse counts (TSB)": gettext("sparse counts (TSB)"),
        "theta": gettext("theta method"),
        "damped trend": gettext("damped trend"),
        "combination": gettext("mean of four ways"),
    }.get(name, name)


def model_words(model: str) -> str:
    """The forecast's model: one way, or several with their weights in percent."""
    parts = []
    for part in model.split(" + "):
        weight, _, name = part.partition(" ")
        try:
            parts.append(f"{round(100 * float(weight))} % {way_words(name)}")
        except ValueError:
            parts.append(way_words(part))
    return ", ".join(parts)


def state_words(state: str) -> str:
    """What the shares of a theme come to."""
    return {
        "white": gettext("Asked, nobody teaches"),
        "short": gettext("Little taught for what is asked"),
        "even": gettext("In balance"),
        "plenty": gettext("Much taught for what is asked"),
        "few": gettext("Too few ads to say"),
    }[state]


def month_words(month: date) -> str:
    """The month as people write it."""
    return date_format(month, "n/Y")
