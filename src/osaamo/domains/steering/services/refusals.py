"""Why the plan cannot be changed so: a code that tests and callers tell apart, and its sentence for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext_lazy as _

from osaamo.kernel.writing import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import Promise


class PlanRefused(Refused):
    """Base of all: ``code`` is one of ``says``."""

    says: ClassVar[Mapping[str, str | Promise]] = {}

    def __init__(self, code: str) -> None:
        super().__init__()
        self.args = (code,)
        self.code = code

    def sentence(self) -> str:
        """What is wrong and what to do, in the language of the page."""
        return str(self.says[self.code])


class MoveRefused(PlanRefused):
    """The version cannot go there."""

    field = "year"
    says: ClassVar = {
        "draft-open": _(
            "A version is being prepared already. Finish it, or remove the draft, before you begin another."
        ),
        "year-taken": _("Give a year after the one in force."),
        "none-in-force": _("No version is in force that a new one could begin from."),
        "not-a-draft": _("The version is no draft any more. Load the page again to see where it is."),
        "not-in-consultation": _("The consultation was closed already."),
        "dates": _("The last day must not be before the first."),
    }


class ItemRefused(PlanRefused):
    """The item cannot be changed so."""

    field = "key"
    says: ClassVar = {
        "not-a-draft": _("The version is no draft any more, so nothing in it can be changed. Make a new version."),
        "unknown": _("The version has no such item."),
        "key-taken": _("Another item has this key, in this version or an earlier one. Choose another key."),
        "was-approved": _("The item was in the approved version: say why it does not go on instead of removing it."),
        "no-reason": _("Write the reason: everybody can read why it does not go on."),
        "goes-on-as": _("Give the key of another item of the same kind that goes on in this version."),
        "dates": _("The last day must not be before the first."),
    }


class DecisionRefused(PlanRefused):
    """The board cannot decide so."""

    says: ClassVar = {
        "not-with-boards": _("The version does not lie with the boards now."),
        "decided": _("The decision of this board is written down already."),
        "no-reason": _("Write the reason: everybody can read why it was decided so."),
        "changed": _("The content is not what was put to the boards. Tell the people who run the service."),
    }


class ReasonMissing(Refused):
    """What is late, merged or cancelled needs a reason."""

    field = "reason"
    words = _("Write the reason: everybody can read why it is so.")


class ChangedMeanwhile(Refused):
    """Somebody else saved the progress after it was read."""

    words = _("Somebody else saved meanwhile. Look at what they wrote, and save again if yours holds.")
