"""Bodies, meetings, decisions, reports, external evaluation and pools of experts."""
