"""Writes: drafts, and what the engine suggests of the UN's goals."""

from osaamo.domains.teaching.services.drafts import (
    ChangedMeanwhile,
    NotAColleague,
    bring_back,
    delete,
    erase_drafts,
    keep_snapshot,
    overwrite,
    save,
    share,
    start,
    start_from,
    start_joint,
    unshare,
)
from osaamo.domains.teaching.services.readings import read_catalogue
from osaamo.domains.teaching.services.samples import load_demo

__all__ = [
    "ChangedMeanwhile",
    "NotAColleague",
    "bring_back",
    "delete",
    "erase_drafts",
    "keep_snapshot",
    "load_demo",
    "overwrite",
    "read_catalogue",
    "save",
    "share",
    "start",
    "start_from",
    "start_joint",
    "unshare",
]
