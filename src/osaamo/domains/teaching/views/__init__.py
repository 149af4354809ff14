"""The pages of teaching: the list of drafts, the desk, and the goals of the UN."""
