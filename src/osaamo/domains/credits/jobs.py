"""What credits clear away by themselves."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from osaamo.domains.credits.enums import ImportStatus
from osaamo.domains.credits.models import Import
from osaamo.kernel.periodic import periodic

KEEP_UNCONFIRMED = timedelta(days=7)


@periodic("credits.clear-uploads", every=timedelta(days=1))
def clear_uploads() -> str:
    """Files whose columns nobody confirmed within a week are removed: they name learners."""
    left = Import.objects.filter(status=ImportStatus.MAPPING, at__lt=timezone.now() - KEEP_UNCONFIRMED)
    removed, _ = left.delete()
    return f"{removed} uploads removed"
