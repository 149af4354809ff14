"""The pages: one's own profile, its goals and paths, who sees it, and guidance."""
