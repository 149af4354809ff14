"""How domains talk: four short registries without Django. Read these first."""
