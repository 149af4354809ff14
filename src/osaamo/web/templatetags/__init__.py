"""Filters for the templates of all layers."""
