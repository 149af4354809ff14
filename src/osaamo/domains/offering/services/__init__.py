"""Writes to the offering."""

from osaamo.domains.offering.services.channels import DECISIONS, check_channel, decide
from osaamo.domains.offering.services.degrees import remove_degree, save_degree, set_degrees
from osaamo.domains.offering.services.import_columns import FIELDS, guess
from osaamo.domains.offering.services.import_records import columns_of
from osaamo.domains.offering.services.imports import (
    DryRun,
    choose_columns,
    drop,
    mend,
    receive_file,
    retry_all,
    run_import,
    start_import,
    try_run,
)
from osaamo.domains.offering.services.items import (
    assess_sdg,
    count_view,
    judge_sdg,
    label_named,
    link_rdi,
    of,
    publish,
    save_item,
    save_whole,
    set_channels,
    set_parts,
    unpublish,
)
from osaamo.domains.offering.services.realisations import change_state, save_realisation
from osaamo.domains.offering.services.refusals import Refused
from osaamo.domains.offering.services.samples import load_degrees, load_demo, load_modules

__all__ = [
    "DECISIONS",
    "FIELDS",
    "DryRun",
    "Refused",
    "assess_sdg",
    "change_state",
    "check_channel",
    "choose_columns",
    "columns_of",
    "count_view",
    "decide",
    "drop",
    "guess",
    "judge_sdg",
    "label_named",
    "link_rdi",
    "load_degrees",
    "load_demo",
    "load_modules",
    "mend",
    "of",
    "publish",
    "receive_file",
    "remove_degree",
    "retry_all",
    "run_import",
    "save_degree",
    "save_item",
    "save_realisation",
    "save_whole",
    "set_channels",
    "set_degrees",
    "set_parts",
    "start_import",
    "try_run",
    "unpublish",
]
