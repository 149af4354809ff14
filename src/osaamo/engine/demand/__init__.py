"""Demand over time: forecasts with intervals, and which way demand goes."""

from osaamo.engine.demand.forecast import BadSeries, Forecast, forecast
from osaamo.engine.demand.signals import Reading, Signal, signals

__all__ = ["BadSeries", "Forecast", "Reading", "Signal", "forecast", "signals"]
