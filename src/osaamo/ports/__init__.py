"""How domains talk: short registries without Django. Read these first."""
