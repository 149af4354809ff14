"""What all pages of governance share: forms with ids of their own, and writing what a form says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages

from osaamo.domains.governance.services import GovernanceError

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpRequest


def apart(**forms: Form) -> dict[str, Form]:
    """The forms of one page by name, each with ids of its own for its fields."""
    for name, form in forms.items():
        form.auto_id = f"{name}-%s"
    return forms


def wrote(request: HttpRequest, form: Form, write: Callable[[], object], told: str) -> bool:
    """Whether a form that is right was written, and the person was told; a refusal stands at the form's top."""
    if not form.is_valid():
        return False
    return did(request, write, told, refused=lambda words: form.add_error(None, words))


def did(
    request: HttpRequest, write: Callable[[], object], told: str, refused: Callable[[str], object] | None = None
) -> bool:
    """Whether it was done, and the person was told so, or why not."""
    try:
        write()
    except GovernanceError as error:
        if refused:
            refused(error.sentence())
        else:
            messages.error(request, error.sentence())
        return False
    messages.success(request, told)
    return True


def is_wrong(*forms: Form | None) -> bool:
    """Whether one of the forms was sent and is wrong."""
    return any(form is not None and form.is_bound and form.errors for form in forms)


def status_for(*forms: Form | None) -> int:
    """The HTTP status of a page with the forms."""
    return 422 if is_wrong(*forms) else 200
