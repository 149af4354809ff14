"""Abstract models that domains share: a row known by its reference, and one that is written once."""

from __future__ import annotations

from typing import Any

from django.db import models

from osaamo.kernel.refs import ref_of


class Unchangeable(Exception):
    """Somebody tried to change what is written once; write a new row that says what is different."""


class Row(models.Model):
    """A row called by its reference (``steering.activity:7``)."""

    class Meta:
        """No table of its own."""

        abstract = True

    def __str__(self) -> str:
        return ref_of(self)


class Written(Row):
    """A row that is written once: saving it again or deleting it by itself raises :class:`Unchangeable`.

    What a cascade or a query set deletes is not stopped: erasing a person must stay possible.
    """

    class Meta:
        """No table of its own."""

        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row for the first time."""
        if self.pk is not None:
            raise Unchangeable(self._meta.label)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # noqa: ARG002 - Django's signature
        """Never."""
        raise Unchangeable(self._meta.label)
