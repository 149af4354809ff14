"""The desk: a draft on the left, what the machine says of it on the right; it saves itself where scripts run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from osaamo.connectors.paper_files import MEDIA_TYPES, file_of
from osaamo.domains.teaching import exports, forms, queries, services
from osaamo.domains.teaching.forms import LABELS
from osaamo.domains.teaching.models import Draft, Snapshot
from osaamo.domains.teaching.views.feedback import link_to, rows_of, said
from osaamo.engine import OsaamoError
from osaamo.kernel.access import get_for, may
from osaamo.kernel.i18n import LANGUAGES
from osaamo.kernel.models import Person

if TYPE_CHECKING:
    from django.http import HttpRequest

DRAFTS = Draft.objects.select_related("institution__parent__parent", "person")


@login_required
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft with its feedback; a POST saves it, with a one-click change if there is one (``apply``)."""
    if request.method == "POST":
        return _save(request, get_for(request.user, DRAFTS, pk, "change"))
    draft = get_for(request.user, DRAFTS, pk, "view")
    language = _language(request, draft)
    form = forms.DraftForm.of(draft, language)
    return _page(request, draft, form if may(request.user, "change", draft) else form.only_to_read(), language)


def _save(request: HttpRequest, draft: Draft) -> HttpResponse:
    form = forms.DraftForm(request.POST)
    language = _language(request, draft)
    if not form.is_valid():
        return _page(request, draft, form, language, status=422)
    texts = forms.applied(form.texts(), forms.plain_lines(request.POST.get("apply", "")))
    written = {
        "language": language,
        "texts": texts,
        "credits_": form.cleaned_data["credits"],
        "level": form.cleaned_data["level"],
    }
    if request.POST.get("overwrite"):
        services.overwrite(draft=draft, name=gettext("Before it was written over"), **written)
    else:
        try:
            services.save(draft=draft, version=form.cleaned_data["version"], **written)
        except services.ChangedMeanwhile as meanwhile:
            return _page(request, meanwhile.draft, form, language, status=409)
    return redirect(f"{reverse('draft', args=[draft.pk])}?language={language}")


def _page(
    request: HttpRequest, draft: Draft, form: forms.DraftForm, language: str, *, status: int = 200
) -> HttpResponse:
    """The page; what was handed in stays in the fields, whatever became of it."""
    texts = {field.name: forms.plain_lines(field.value() or "") for field in form.written()}
    context: dict[str, Any] = {
        "draft": draft,
        "form": form,
        "language": language,
        "languages": [(code, code in exports.languages_of(draft)) for code in LANGUAGES],
        "meanwhile": status == 409,
        "changes": queries.changes_between(draft.texts(language), texts) if status == 409 else [],
        "writes": may(request.user, "change", draft),
        "shares": may(request.user, "share", draft),
        "deletes": may(request.user, "delete", draft),
        "snapshots": draft.snapshots.all(),
        "invited": draft.shares.select_related("person"),
        "colleagues": queries.colleagues_of(draft) if may(request.user, "share", draft) else [],
        "course": queries.course_of(draft.course_ref),
        "sources": [(course.title, link_to(course.ref)) for course in queries.courses_of(draft.refs)],
    }
    context |= _feedback(draft, texts, language)
    return render(request, "teaching/desk.html", context, status=status)


@login_required
@require_POST
def autosave(request: HttpRequest, pk: int) -> JsonResponse:
    """What a pause in typing brings: the draft is saved, and the feedback comes back as HTML.

    200 with ``version`` and ``html``; 409 with a ``message`` when another version was saved meanwhile, 422 with one
    when something cannot be saved; in both nothing is written.
    """
    draft = get_for(request.user, DRAFTS, pk, "change")
    form = forms.DraftForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"message": _faults(form)}, status=422)
    language = form.cleaned_data["language"]
    try:
        draft = services.save(
            draft=draft,
            version=form.cleaned_data["version"],
            language=language,
            texts=form.texts(),
            credits_=form.cleaned_data["credits"],
            level=form.cleaned_data["level"],
        )
    except services.ChangedMeanwhile:
        told = gettext(
            "Another version was saved meanwhile. Your text is still here: press “Save and check” to choose."
        )
        return JsonResponse({"message": told}, status=409)
    context = {"draft": draft, "writes": True, "language": language} | _feedback(draft, form.texts(), language)
    html = render_to_string("teaching/parts/feedback.html", context, request)
    return JsonResponse({"version": draft.version, "html": html, "said": context["said"]})


def _feedback(draft: Draft, texts: dict[str, str], language: str) -> dict[str, Any]:
    """The feedback, or the error that says why there is none."""
    try:
        found = queries.feedback(draft=draft, texts=texts, language=language)
    except OsaamoError as error:
        return {"told": None, "error": error, "said": ""}
    told = rows_of(found, draft=draft, texts=texts) if found else None
    return {"told": told, "said": said(found)}


@login_required
@require_GET
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """What changed since a snapshot, or since the catalogue's course."""
    draft = get_for(request.user, DRAFTS, pk, "view")
    language = _language(request, draft)
    against = request.GET.get("against", "")
    snapshot = _snapshot(draft, against) if against.isdecimal() else None
    course = queries.course_of(draft.course_ref)
    if snapshot is not None:
        old = {field: told.get(language, "") for field, told in snapshot.values.items() if isinstance(told, dict)}
    elif course is not None:
        old = queries.texts_of_course(course, language)
    else:
        raise Http404
    context = {
        "draft": draft,
        "language": language,
        "languages": [(code, code in exports.languages_of(draft)) for code in LANGUAGES],
        "against": against,
        "snapshot": snapshot,
        "course": course,
        "changes": [(LABELS[one.field], one) for one in queries.changes_between(old, draft.texts(language))],
        "writes": may(request.user, "change", draft),
    }
    return render(request, "teaching/changes.html", context)


@login_required
@require_POST
def snapshots(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the draft as it stands, or bring a snapshot back."""
    draft = get_for(request.user, DRAFTS, pk, "change")
    wanted = request.POST.get("back", "")
    if wanted:
        snapshot = _snapshot(draft, wanted)
        services.bring_back(draft=draft, snapshot=snapshot, name=gettext("Before a snapshot was brought back"))
        messages.success(request, gettext("The draft stands as the snapshot has it."))
    else:
        name = request.POST.get("name", "").strip() or gettext("Snapshot")
        services.keep_snapshot(draft=draft, name=name)
        messages.success(request, gettext("The snapshot is kept."))
    return redirect("draft", pk=draft.pk)


@login_required
@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite a colleague to read or write, or take the invitation back."""
    draft = get_for(request.user, DRAFTS, pk, "share")
    person = Person.objects.filter(pk=_number(request.POST.get("person", ""))).first()
    if person is None:
        raise Http404
    if request.POST.get("do") == "end":
        services.unshare(draft=draft, who=request.user, person_pk=person.pk)
    else:
        try:
            services.share(
                draft=draft, who=request.user, person=person, may_write=request.POST.get("may_write") == "yes"
            )
        except services.NotAColleague:
            messages.error(request, gettext("Only colleagues who teach or plan at your institution can be invited."))
    return redirect("draft", pk=draft.pk)


@login_required
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete the draft with its snapshots."""
    draft = get_for(request.user, DRAFTS, pk, "delete")
    services.delete(draft=draft, who=request.user)
    messages.success(request, gettext("The draft is deleted."))
    return redirect("drafts")


@login_required
@require_GET
def ripa(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft as a RIPA v9 message."""
    draft = get_for(request.user, DRAFTS, pk, "view")
    if not any(draft.title.values()):
        messages.error(request, gettext("Give the draft a title first: the curriculum system asks for one."))
        return redirect("draft", pk=draft.pk)
    return _file(exports.ripa_file(draft), "application/json", f"course-unit-{draft.pk}.json")


@login_required
@require_GET
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft as a DOCX document."""
    draft = get_for(request.user, DRAFTS, pk, "view")
    return _file(file_of(exports.paper_of(draft), "docx"), MEDIA_TYPES["docx"], f"course-unit-{draft.pk}.docx")


def _file(data: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(data, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _language(request: HttpRequest, draft: Draft) -> str:
    """The language asked for, else that of the page if the draft has it, else the draft's first."""
    asked = (request.POST if request.method == "POST" else request.GET).get("language", "")
    if asked in LANGUAGES:
        return asked
    written, shown = exports.languages_of(draft), get_language() or "fi"
    return shown if shown in written or not written else written[0]


def _snapshot(draft: Draft, pk: str) -> Snapshot:
    found = draft.snapshots.filter(pk=_number(pk)).first()
    if found is None:
        raise Http404
    return found


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _faults(form: forms.DraftForm) -> str:
    return " ".join(
        f"{form.fields[name].label}: {' '.join(told)}" for name, told in form.errors.items() if name in form.fields
    )
