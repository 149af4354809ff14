"""The Django ground that competence and all domains stand on."""
