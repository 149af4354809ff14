"""Proposals for the joint offering, their reviews and gates."""
