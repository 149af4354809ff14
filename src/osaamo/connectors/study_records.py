"""Plain records of what somebody has studied, whatever file it came in."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - dataclass annotations stay resolvable
from collections.abc import Mapping  # noqa: TC003 - same
from dataclasses import dataclass, field
from typing import Literal

from osaamo.connectors.errors import ConnectorError, MissingColumn

AttainmentKind = Literal["", "course", "module", "degree", "part"]
RecordKind = Literal["elmo", "ripa", "virta", "koski", "table"]

UNKNOWN_LANGUAGE = "und"
"""The key of a text whose language the file does not tell (BCP 47)."""


class NotAStudyRecord(ConnectorError):
    """The file is readable, but no study record known here; ``found`` says what it looks like."""

    code = "not-a-study-record"


class MissingStudyColumns(MissingColumn):
    """A table names no course, or nothing about it; ``columns`` are those it has and ``read`` those that are read."""

    code = "missing-study-columns"


@dataclass(frozen=True, slots=True)
class Attainment:
    """One passed study (RIPA ``completedCredit``, VIRTA ``Opintosuoritus``, ELMO learning opportunity).

    Attributes:
        code: what people call it by, such as ``TX00CK66``; ``""`` when not given.
        name: language code to name, at least one; ``und`` where the language is not told.
        credits: ECTS credits; ``None`` when not given or given in another unit.
        grade: as the source writes it (``5``, ``HYV``, ``Pass``); ``""`` for none.
        date: the day it was completed, or ``None``.
        institution: name of the school; the number of the school (Statistics Finland) where only that is given.
        language: ISO 639-1 code of the language it was completed in, or ``""``.
        learning_outcomes: language code to text; empty when not given.
        source_id: the key the source system gives it, or ``""``.
        kind: whether it is a course, a module, a whole degree or a part of a course. Credits of modules and degrees
            may hold those of courses in the same record: do not add them up.
    """

    code: str
    name: Mapping[str, str]
    credits: float | None = None
    grade: str = ""
    date: dt.date | None = None
    institution: str = ""
    language: str = ""
    learning_outcomes: Mapping[str, str] = field(default_factory=dict)
    source_id: str = ""
    kind: AttainmentKind = ""


@dataclass(frozen=True, slots=True)
class StudyRecord:
    """A person's attainments. No identity number or date of birth is ever read.

    ``person_name`` is ``""`` when not given; ``institution`` is the school that gave the record, or the only school
    of its attainments, or ``""``.
    """

    person_name: str
    institution: str
    attainments: tuple[Attainment, ...]


@dataclass(frozen=True, slots=True)
class SetAside:
    """Something of the file that is no attainment, told to the person, who has the file itself.

    Attributes:
        where: a line of a table, a JSON pointer, or the name of an XML element and its number in the file.
        code: stable reason: ``not-passed``, ``removed``, ``doubled``, ``missing-name``, ``bad-credits``, ``bad-date``,
            ``formula``, one of :class:`~osaamo.connectors.rows.Broken` or one of RIPA's (``missing``, ``wrong-type``,
            ``wrong-value``, ``not-an-object``).
        detail: an English sentence with the particulars.
        name: what it is called, or ``""``.
    """

    where: str
    code: str
    detail: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class ReadResult:
    """A study record, what kind of file it came in, and what was set apart."""

    record: StudyRecord
    kind: RecordKind
    set_aside: tuple[SetAside, ...] = ()
