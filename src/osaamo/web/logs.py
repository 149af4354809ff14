"""Logs as one JSON object a line, without personal data: no addresses, no texts, no parameters."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

FIELDS = ("route", "method", "status", "milliseconds", "code")
"""The only extra fields a line may carry."""


class JsonFormatter(logging.Formatter):
    """Formats a record with its allowed extra fields; of an exception only type and place are kept.

    An exception's message may quote what a person typed, so it stays out.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of JSON."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.msg if isinstance(record.msg, str) else type(record.msg).__name__,
        }
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
            trace = record.exc_info[2]
            places = []
            while trace:
                places.append(f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}")
                trace = trace.tb_next
            line["trace"] = places
        return json.dumps(line, ensure_ascii=False)
