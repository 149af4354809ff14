"""What-ifs on pages: how long a page takes that tries something out on a study path or a gap.

Run on a loaded or seeded database (the demo's, or 5,000 open realisations of ``seed_load``):

    export OSAAMO_VAR=/some/folder              # and DATABASE_URL for PostgreSQL
    osaamo migrate && osaamo manage seed_load --profiles 2000 --courses 1000 --realisations 10000 --ads 20000
    python bench/what_if.py [--people 40] [--json]

On one's own path: leave out a planned course, keep one in, fewer credits. On one's own gap: without a source, without a
wanted skill. On the front page, whose visitor is not remembered: leave out a course, add a goal. Requests run in this
process, one at a time, through all of the service but the socket.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import time
from collections import defaultdict

from load import sessions

CV = (
    "Olen työskennellyt projektipäällikkönä ja vastannut budjetista. Laadin raportteja SQL:llä ja Pythonilla, vedin "
    "työpajoja ja perehdytin uusia työntekijöitä. Opintoihini kuului tilastollista analyysiä ja palvelumuotoilua."
)
AT_ONCE = 0.2


class Watch:
    """Wall and CPU seconds of requests by kind."""

    def __init__(self) -> None:
        self.wall: defaultdict[str, list[float]] = defaultdict(list)
        self.cpu: defaultdict[str, list[float]] = defaultdict(list)

    def page(self, name: str, ask) -> str:
        """The page that ``ask`` gets; its times are noted under the name."""
        wall, cpu = time.perf_counter(), time.process_time()
        answer = ask()
        self.wall[name].append(time.perf_counter() - wall)
        self.cpu[name].append(time.process_time() - cpu)
        if answer.status_code != 200:
            raise SystemExit(f"{name}: {answer.status_code}")
        return answer.content.decode()

    def row(self, names: list[str]) -> dict[str, float]:
        """The figures of these kinds of request together."""
        wall = sorted(value for name in names for value in self.wall[name])
        cpu = sorted(value for name in names for value in self.cpu[name])
        last = int(0.95 * len(wall))
        return {
            "times": len(wall),
            "median_ms": 1000 * statistics.median(wall),
            "p95_ms": 1000 * wall[last],
            "cpu_median_ms": 1000 * statistics.median(cpu),
            "cpu_p95_ms": 1000 * cpu[last],
            "under_200_ms": sum(value < AT_ONCE for value in wall) / len(wall),
        }


def own_path(client, watch: Watch) -> None:
    page = watch.page("own path, first, with alternatives", lambda: client.get("/fi/me/path/"))
    planned = re.findall(r'name="avoid" value="([^"]+)"', page.split("</section>")[0])
    if not planned:
        return
    left, kept = planned[0], planned[-1]
    for name, asked in {
        "own path: leave out a course": {"avoid": left},
        "own path: keep one in too": {"avoid": left, "must": kept} if kept != left else {"must": kept},
        "own path: fewer credits too": {"avoid": left, "credits_max": "20"},
    }.items():
        watch.page(name, lambda asked=asked: client.get("/fi/me/path/", asked))


def own_gap(client, watch: Watch) -> None:
    page = client.get("/fi/me/gap/").content.decode()
    for name in ("without", "unwant"):
        if found := re.search(rf'name="{name}" value="([^"]+)"', page):
            watch.page(f"own gap: {name}", lambda name=name, found=found: client.get("/fi/me/gap/", {name: found[1]}))


def front_page(client, watch: Watch, goals: list[str]) -> None:
    form = {"text": CV}
    page = client.post("/fi/", form).content.decode()
    form["read"] = re.search(r'name="read" value="([^"]*)"', page)[1]
    page = watch.page("front page: first path", lambda: client.post("/fi/", form | {"pick": goals[0]}))
    form["goal"] = goals[0]
    if left := re.search(r'name="leave" value="([^"]+)"', page):
        watch.page("front page: leave out a course", lambda: client.post("/fi/", form | {"leave": left[1]}))
    watch.page("front page: add a goal", lambda: client.post("/fi/", form | {"add": goals[1]}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ["OSAAMO_RATE"] = "1000000/m"
    keys = sessions(options.people)
    from django.conf import settings
    from django.test import Client

    from osaamo.competence import services as competence
    from osaamo.competence.offered import planner
    from osaamo.competence.warming import warm_up

    settings.ALLOWED_HOSTS = ["*"]
    warm_up()
    vocabulary = competence.engine().vocabulary
    known = [f"occupation:{row.uri}" for row in vocabulary.occupations if vocabulary.profile(row.uri)]
    watch = Watch()
    for at, key in enumerate(keys):
        client = Client(headers={"accept-language": "fi"})
        client.cookies["sessionid"] = key
        own_path(client, watch)
        own_gap(client, watch)
        front_page(Client(), watch, [known[at * 7 % len(known)], known[at * 13 % len(known)]])
    told = {name: watch.row([name]) for name in sorted(watch.wall)}
    trials = [name for name in watch.wall if "first" not in name]
    told["all what-ifs"] = watch.row(trials)
    steps = len(planner().offering.steps)
    if options.json:
        print(json.dumps({"open_realisations": steps, "load": os.getloadavg(), "pages": told}, indent=1))
        return
    print(f"{steps} open realisations, load {os.getloadavg()[0]:.1f}")
    for name, row in told.items():
        print(f"{name:36}" + "  ".join(f"{key} {value:.3g}" for key, value in row.items()))


if __name__ == "__main__":
    main()
