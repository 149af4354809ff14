"""Osaamo: text in Finnish, Swedish or English becomes skills that open to their evidence."""

__version__ = "0.1.0"
