"""Indicators of the plan: targets, values computed from measures, states and forecasts."""
