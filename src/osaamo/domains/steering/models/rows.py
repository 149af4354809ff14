"""What all rows of the plan share."""

from __future__ import annotations

from typing import Any

from django.db import models

from osaamo.kernel.refs import ref_of


class Unchangeable(Exception):
    """Somebody tried to change what is written once; write a new row that says what is different."""


class Sealed(Exception):
    """Somebody tried to change a version of the plan that the boards approved, or that lies with them."""


class Row(models.Model):
    """A row of this domain, called by its reference."""

    class Meta:
        """No table of its own."""

        abstract = True

    def __str__(self) -> str:
        return ref_of(self)


class Written(Row):
    """A row that is written once: saving it again or deleting it by itself raises :class:`Unchangeable`."""

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
