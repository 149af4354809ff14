"""The learner's own: skills with their evidence, goals, plans, what is shared with whom, and guidance.

Remove the line of this domain from the settings and none of it exists; nothing else depends on it.
"""
