"""The interfaces for programs: our own under ``/api/v1``, and Annif's under ``/v1``."""
