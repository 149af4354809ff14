"""Writing what a form asks: a service writes it or refuses, and the person is told which, in their language.

A view that writes reads the same in every domain::

    form = forms.BookForm(request.POST, line=line)
    if wrote(request, form, lambda: services.book(line=line, **form.cleaned_data), gettext("The cost is booked.")):
        return redirect("budget-line", line.pk)
    return _page(request, line, form)

Where it was not written, the form has the reason, holds what was typed, and is shown again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from django.contrib import messages
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import BaseForm
    from django.http import HttpRequest
    from django.utils.functional import Promise

Made = TypeVar("Made")


class Refused(Exception):
    """Base of what services refuse. A domain derives its own base from it, and from that a class for each reason.

    Attributes:
        words: the sentence, with ``%(name)s`` for the values given when it is raised.
        field: the field of the form that the reason stands at, where the form has it; empty for the form as a whole.
    """

    words: ClassVar[str | Promise] = gettext_lazy("This cannot be done now.")
    field: ClassVar[str] = ""

    def __init__(self, **values: object) -> None:
        super().__init__(type(self).__name__)
        self.values = values

    def sentence(self) -> str:
        """What is wrong and what to do, in the language of the page."""
        return str(self.words) % self.values if self.values else str(self.words)


@dataclass(frozen=True, slots=True)
class Done(Generic[Made]):
    """It was written; ``made`` is what the service gave back."""

    made: Made


def wrote(
    request: HttpRequest, form: BaseForm | None, write: Callable[[], Made], told: str | Callable[[Made], str]
) -> Done[Made] | None:
    """What was written, after the person was told; ``None`` where it was not.

    Args:
        request: that of the person.
        form: what was filled in; ``write`` is called only where it was sent and is right, and a refusal stands in it.
            ``None`` where there is nothing to fill in: then a refusal is told as a message.
        write: calls the service.
        told: what to say when it is written, or a function that says it of what was made.
    """
    if form is not None and not form.is_valid():
        return None
    try:
        made = write()
    except Refused as refused:
        if form is None:
            messages.error(request, refused.sentence())
        else:
            form.add_error(refused.field if refused.field in form.fields else None, refused.sentence())
        return None
    messages.success(request, told(made) if callable(told) else told)
    return Done(made)


def apart(**forms: BaseForm) -> dict[str, BaseForm]:
    """The forms of one page by name, each with ids of its own for its fields."""
    for name, form in forms.items():
        form.auto_id = f"{name}-%s"
    return forms


def status_for(*forms: BaseForm | None) -> int:
    """The HTTP status of a page with the forms: 422 where one was sent and is wrong."""
    return 422 if any(form is not None and form.is_bound and form.errors for form in forms) else 200
