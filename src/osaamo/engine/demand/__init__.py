"""Demand over time: forecasts with intervals, and which way demand goes."""

from osaamo.engine.demand.forecasting import BadSeries, Forecast, forecast
from osaamo.engine.demand.trends import Reading, Signal, signals

__all__ = ["BadSeries", "Forecast", "Reading", "Signal", "forecast", "signals"]
