"""The tables of the joint offering."""

from osaamo.domains.offering.models.catalogue import (
    CourseUnit,
    DegreeProgramme,
    Item,
    Label,
    ModulePart,
    OfItem,
    StudyModule,
)
from osaamo.domains.offering.models.channels import Channel, ChannelCheck, Listing, Mismatch
from osaamo.domains.offering.models.facts import DailyCount, Ownership, RdiLink, SdgAssessment
from osaamo.domains.offering.models.imports import BrokenRecord, ColumnMapping, ImportRun
from osaamo.domains.offering.models.realisations import Quota, Realisation, StatusChange

__all__ = [
    "BrokenRecord",
    "Channel",
    "ChannelCheck",
    "ColumnMapping",
    "CourseUnit",
    "DailyCount",
    "DegreeProgramme",
    "ImportRun",
    "Item",
    "Label",
    "Listing",
    "Mismatch",
    "ModulePart",
    "OfItem",
    "Ownership",
    "Quota",
    "RdiLink",
    "Realisation",
    "SdgAssessment",
    "StatusChange",
    "StudyModule",
]
