"""What is removed by itself: accounts whose address nobody ever confirmed."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from osaamo.kernel.models import Person
from osaamo.kernel.periodic import periodic

KEEP_UNCONFIRMED = timedelta(days=14)


@periodic("accounts.clear-unconfirmed", every=timedelta(days=1))
def clear_unconfirmed() -> str:
    """Accounts opened two weeks ago with an address that was never confirmed are removed; nobody could use them."""
    begun = timezone.now() - KEEP_UNCONFIRMED
    unconfirmed = Person.objects.filter(eppn="", email=None, created_at__lt=begun, memberships=None)
    removed = unconfirmed.count()
    unconfirmed.delete()
    return f"{removed} accounts removed"
