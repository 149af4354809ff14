"""The living plan: versions, areas, goals, activities, conflicts, consultation, ideas."""
