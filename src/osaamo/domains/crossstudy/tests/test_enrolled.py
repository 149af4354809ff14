"""How many enrolled, run by run, as the hosts count them."""

from datetime import timedelta

from osaamo.domains.crossstudy.tests.making import enrolled, make_offer, make_student
from osaamo.ports.enrolled import Run, runs_of


def test_runs_by_course_oldest_first(schools, catalogue):
    later = make_offer(1)
    earlier = make_offer(2, course=later.course, starts=later.starts - timedelta(days=9), seats=5)
    catalogue.update({offer.ref: offer for offer in (later, earlier)})
    for name, offer in (("Aino", later), ("Väinö", later), ("Eero", later), ("Liisa", earlier)):
        enrolled(make_student(schools["laurea"], name), offer)
    assert runs_of([later.course, "course-9"]) == {
        later.course: (Run(earlier.starts, 1, 1, 5), Run(later.starts, 3, 2, 2)),
    }
