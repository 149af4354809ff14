"""What is offered: course units, and the modules, paths and intensives made of them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from osaamo.domains.offering.enums import CourseKind, DegreeLevel, LabelKind, ModuleKind
from osaamo.kernel.i18n import LANGUAGES, TranslatedField, translated
from osaamo.kernel.models import Organisation


class Label(models.Model):
    """A theme, network or tag that items carry. ``code`` is what files write (``haus``)."""

    kind = models.CharField(max_length=10, choices=LabelKind.choices)
    code = models.SlugField(max_length=60)
    name = TranslatedField()

    class Meta:
        """In order of kind and code; a code is one label of its kind."""

        ordering = ("kind", "code")
        constraints = (models.UniqueConstraint(fields=("kind", "code"), name="label_once_per_kind"),)

    def __str__(self) -> str:
        return f"{self.kind}:{self.code}"


class DegreeProgramme(models.Model):
    """A programme of a school that leads to a degree (OOAPI programme of type programme), such as Nursing.

    It is a row and no :class:`Label`: it belongs to one school (two schools' nursing are two programmes), has names and
    a level, and another system knows it by ``key``. It is no :class:`StudyModule` either: nobody enrols on one here, it
    has no parts to choose and counts as none of the alliance's modules. ``level`` is that of the European
    Qualifications Framework, 6 for a bachelor's and 7 for a master's degree. An imported one has only what its file
    told, at worst a code; then ``name`` is empty until a planner writes it.
    """

    key = models.CharField(max_length=120, unique=True)
    institution = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    name = TranslatedField(blank=True)
    level = models.PositiveSmallIntegerField(choices=DegreeLevel.choices, null=True, blank=True)
    credits = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    updated_at = models.DateTimeField(default=timezone.now)
    is_sample = models.BooleanField(default=False)
    source = models.CharField(max_length=20, blank=True)

    class Meta:
        """In order of key; a code is unique within its institution."""

        ordering = ("key",)
        constraints = (
            models.UniqueConstraint(fields=("institution", "code"), name="degree_code_once_per_institution"),
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(level__in=DegreeLevel.values), name="degree_level_is_known"
            ),
            models.CheckConstraint(
                condition=Q(credits__isnull=True) | Q(credits__gte=0), name="degree_credits_not_negative"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {translated(self.name, 'fi')}".strip()

    @property
    def title(self) -> dict[str, str]:
        """Its names, or its code in all languages where nobody named it yet."""
        return {code: text for code, text in self.name.items() if text} or dict.fromkeys(LANGUAGES, self.code)


class Item(models.Model):
    """What a course unit and a module have in common.

    ``key`` is its id at its institution. ``credits_max`` is given where credits are a range. ``published_at`` is empty
    for a draft. ``audiences`` are codes of :class:`Audience`, empty for all. ``promise``, ``for_whom``, ``price`` and
    ``contact`` make the product card together with the learning outcomes. ``source`` says which import wrote it.
    ``degrees`` are the degree programmes it belongs to, of any school.
    """

    key = models.CharField(max_length=120, unique=True)
    institution = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    name = TranslatedField()
    learning_outcomes = TranslatedField(blank=True)
    content = TranslatedField(blank=True)
    credits = models.DecimalField(max_digits=5, decimal_places=1)
    credits_max = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    level = models.CharField(max_length=20, blank=True)
    prerequisites = TranslatedField(blank=True)
    audiences = models.JSONField(default=list, blank=True)
    is_joint = models.BooleanField(default=False)
    published_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(default=timezone.now, db_index=True)
    promise = TranslatedField(blank=True)
    for_whom = TranslatedField(blank=True)
    price = TranslatedField(blank=True)
    contact = models.CharField(max_length=200, blank=True)
    labels = models.ManyToManyField(Label, blank=True, related_name="%(class)ss")
    degrees = models.ManyToManyField(DegreeProgramme, blank=True, related_name="%(class)ss")
    is_sample = models.BooleanField(default=False)
    source = models.CharField(max_length=20, blank=True)

    class Meta:
        """In order of key; a code is unique within its institution."""

        abstract = True
        ordering = ("key",)

    def __str__(self) -> str:
        return f"{self.code} {translated(self.name, 'fi')}"

    @property
    def is_published(self) -> bool:
        """Whether the public sees it."""
        return self.published_at is not None

    def text(self) -> tuple[str, str, str]:
        """Language, title and text that carries the skills, in the language that tells most of it (then fi, sv, en)."""
        told = {code: len(self.learning_outcomes.get(code, "") + self.content.get(code, "")) for code in LANGUAGES}
        language = max(LANGUAGES, key=lambda code: (told[code], bool(self.name.get(code))))
        parts = (field.get(language, "") for field in (self.name, self.learning_outcomes, self.content))
        return language, self.name.get(language, ""), "\n\n".join(part for part in parts if part)


class CourseUnit(Item):
    """A course as planned (RIPA opintojakso). ``requires`` holds the ``key`` of courses to be passed before."""

    kind = models.CharField(max_length=12, choices=CourseKind.choices, default=CourseKind.COURSE)
    requires = models.JSONField(default=list, blank=True)

    class Meta(Item.Meta):
        """As an item."""

        constraints = (
            models.UniqueConstraint(fields=("institution", "code"), name="course_code_once_per_institution"),
            models.CheckConstraint(condition=Q(credits__gte=0), name="course_credits_not_negative"),
            models.CheckConstraint(
                condition=Q(credits_max__isnull=True) | Q(credits_max__gte=F("credits")), name="course_credits_range"
            ),
        )


class StudyModule(Item):
    """A competence path, an intensive or another whole (RIPA opintokokonaisuus).

    Of its optional parts, those passed must give ``optional_credits`` ("x of y credits"). ``is_ordered``: the parts are
    taken in the order of their position. ``budget_lines`` are codes of the alliance's budget.
    """

    kind = models.CharField(max_length=12, choices=ModuleKind.choices)
    is_ordered = models.BooleanField(default=False)
    optional_credits = models.DecimalField(max_digits=5, decimal_places=1, default=0)
    courses = models.ManyToManyField(CourseUnit, through="ModulePart", related_name="modules")
    budget_lines = models.JSONField(default=list, blank=True)

    class Meta(Item.Meta):
        """As an item."""

        constraints = (
            models.UniqueConstraint(fields=("institution", "code"), name="module_code_once_per_institution"),
            models.CheckConstraint(
                condition=Q(credits__gte=0, optional_credits__gte=0), name="module_credits_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(credits_max__isnull=True) | Q(credits_max__gte=F("credits")), name="module_credits_range"
            ),
        )


class ModulePart(models.Model):
    """A course unit as a part of a module."""

    module = models.ForeignKey(StudyModule, on_delete=models.CASCADE, related_name="parts")
    course = models.ForeignKey(CourseUnit, on_delete=models.PROTECT, related_name="part_of")
    position = models.PositiveSmallIntegerField(default=0)
    is_optional = models.BooleanField(default=False)

    class Meta:
        """In order of position; a course is one part of a module."""

        ordering = ("module", "position", "pk")
        constraints = (models.UniqueConstraint(fields=("module", "course"), name="part_once_per_module"),)

    def __str__(self) -> str:
        return f"{self.module_id}/{self.course_id}"


def of_one_item(name: str) -> models.CheckConstraint:
    """The constraint that a row is of a course unit or of a module, not of both or neither."""
    return models.CheckConstraint(
        condition=Q(course__isnull=False, module__isnull=True) | Q(course__isnull=True, module__isnull=False),
        name=name,
    )


class OfItem(models.Model):
    """Base of rows that belong to one course unit or one module."""

    course = models.ForeignKey(CourseUnit, null=True, blank=True, on_delete=models.CASCADE, related_name="%(class)ss")
    module = models.ForeignKey(StudyModule, null=True, blank=True, on_delete=models.CASCADE, related_name="%(class)ss")

    class Meta:
        """Every model below adds :func:`of_one_item`."""

        abstract = True

    @property
    def item(self) -> CourseUnit | StudyModule:
        """The course unit or module it belongs to."""
        return self.course or self.module
