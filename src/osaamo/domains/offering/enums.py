"""The closed choices of the offering."""

from django.db.models import TextChoices


class Mode(TextChoices):
    """How a course is taken (OOAPI modeOfDelivery in short)."""

    ONLINE = "online"
    CAMPUS = "campus"
    BLENDED = "blended"


class Level(TextChoices):
    """The level of a course unit."""

    BACHELOR = "bachelor"
    MASTER = "master"
    OPEN = "open"
    SPECIALISATION = "specialisation"
