"""Writes: price rules, orders, payments; and the prices that follow from the rules."""

from osaamo.domains.payments.services.bank import (
    CannotBook,
    Imported,
    NoSuchColumns,
    book,
    give_back,
    import_payments,
)
from osaamo.domains.payments.services.demo import load_demo
from osaamo.domains.payments.services.ordering import (
    NothingToRefund,
    let_go,
    make_order,
    mark_refunded,
    quote,
    release_order,
)
from osaamo.domains.payments.services.references import BadReference, as_rf, national, reference_for, shown
from osaamo.domains.payments.services.rulebook import (
    AboveCeiling,
    AlreadyPublished,
    Free,
    RuleError,
    StartsInPast,
    Terms,
    draft,
    drop_draft,
    publish,
)

__all__ = [
    "AboveCeiling",
    "AlreadyPublished",
    "BadReference",
    "CannotBook",
    "Free",
    "Imported",
    "NoSuchColumns",
    "NothingToRefund",
    "RuleError",
    "StartsInPast",
    "Terms",
    "as_rf",
    "book",
    "draft",
    "drop_draft",
    "give_back",
    "import_payments",
    "let_go",
    "load_demo",
    "make_order",
    "mark_refunded",
    "national",
    "publish",
    "quote",
    "reference_for",
    "release_order",
    "shown",
]
