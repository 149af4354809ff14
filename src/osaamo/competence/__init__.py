"""The engine with a memory: one engine for the process, and the skills read from stored texts."""
