"""Demand over time: forecasts with intervals, and which way demand goes."""

from osaamo.engine.demand.comparison import Tried, tried
from osaamo.engine.demand.forecasting import BadSeries, Forecast, forecast
from osaamo.engine.demand.trends import FEWEST_MET, FEWEST_MONTHS, Reading, Signal, signals

__all__ = [
    "FEWEST_MET",
    "FEWEST_MONTHS",
    "BadSeries",
    "Forecast",
    "Reading",
    "Signal",
    "Tried",
    "forecast",
    "signals",
    "tried",
]
