"""What profiles clear away by themselves."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from osaamo.domains.profiles.models import Erasure
from osaamo.kernel.periodic import periodic

KEEP_RECEIPTS = timedelta(days=2 * 365)


@periodic("profiles.clear-erasures", every=timedelta(days=1))
def clear_erasures() -> str:
    """Receipts of erasures that are two years old are removed."""
    removed, _ = Erasure.objects.filter(at__lt=timezone.now() - KEEP_RECEIPTS).delete()
    return f"{removed} receipts removed"
