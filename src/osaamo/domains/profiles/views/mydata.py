"""MyData: what was agreed, what is shown to whom, who looked, taking everything along and erasing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from osaamo.connectors.errors import ConnectorError
from osaamo.domains.profiles import exports, forms, queries, services
from osaamo.domains.profiles.enums import SERVICE, Content, Purpose, SkillStatus, ViewPurpose
from osaamo.domains.profiles.models import Erasure, Profile, ShareLink
from osaamo.domains.profiles.views.asking import mine
from osaamo.domains.profiles.views.receipts import by_part, part_of
from osaamo.kernel.access import get_for
from osaamo.kernel.models import Consent, Organisation, Person, ViewEntry
from osaamo.kernel.refs import ref_of
from osaamo.ports.erasing import held_about

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SHOWN = (SkillStatus.ACCEPTED, SkillStatus.ADDED)
LATEST = 200


@login_required
@require_GET
def my_data(request: HttpRequest) -> HttpResponse:
    """Everything about one's data on one page; open also to those who withdrew their consent."""
    newest = queries.consents_by_purpose(request.user)
    schools = Organisation.objects.filter(kind=Organisation.Kind.INSTITUTION)
    offers = [(Purpose.PROFILE, None, newest.get((Purpose.PROFILE, SERVICE)))]
    offers += [(purpose, school, newest.get((purpose, school.code)))
               for purpose in (Purpose.GUIDANCE, Purpose.EFFECT) for school in schools]  # fmt: skip
    language = get_language() or "fi"
    context = {
        "offers": [
            {"purpose": purpose, "school": school, "consent": consent,
             "text": services.consent_text(purpose, school, language=language)}
            for purpose, school, consent in offers
        ],
        "profile": Profile.objects.filter(person=request.user).first(),
        "views": ViewEntry.objects.filter(about=request.user).count(),
        "contents": Content,
        "new_link": request.session.pop("new_link", ""),
    }  # fmt: skip
    return render(request, "profiles/my_data.html", context)


@login_required
@require_POST
def agree(request: HttpRequest) -> HttpResponse:
    """Give a consent."""
    person = get_for(request.user, Person, request.user.pk, "give-consent")
    purpose, code = request.POST.get("purpose", ""), request.POST.get("school", "")
    if purpose not in Purpose.values or (purpose == Purpose.PROFILE) != (not code):
        raise Http404
    school = get_object_or_404(Organisation, code=code) if code else None
    services.agree(person=person, purpose=Purpose(purpose), organisation=school, language=get_language() or "fi")
    messages.success(request, gettext("Your consent is in force."))
    return redirect("me-data")


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a consent; it works at once."""
    services.withdraw(consent=get_for(request.user, Consent, pk, "withdraw"))
    messages.success(request, gettext("Your consent is withdrawn. Nobody reads your data under it any more."))
    return redirect("me-data")


@login_required
@require_GET
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt of a consent."""
    return render(request, "profiles/receipt.html", {"consent": get_for(request.user, Consent, pk, "view")})


@mine
@require_POST
def share(request: HttpRequest, profile: Profile) -> HttpResponse:
    """Make a link; its address is shown once, on the next page."""
    form = forms.ShareForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Give the link a name and choose what it shows, for 1 to 365 days."))
        return redirect("me-data")
    values = form.cleaned_data
    _, secret = services.make_link(
        profile=profile,
        title=values["title"],
        content=[Content(part) for part in values["content"]],
        days=values["days"],
    )
    request.session["new_link"] = request.build_absolute_uri(reverse("shared", args=[secret]))
    return HttpResponseRedirect(f"{reverse('me-data')}#links")


@mine
@require_POST
def revoke(request: HttpRequest, profile: Profile, pk: int) -> HttpResponse:  # noqa: ARG001 - mine's argument
    """Close a link."""
    services.revoke_link(link=get_for(request.user, ShareLink, pk, "change"))
    messages.success(request, gettext("The link shows nothing any more."))
    return HttpResponseRedirect(f"{reverse('me-data')}#links")


@require_GET
def shared(request: HttpRequest, secret: str) -> HttpResponse:
    """What somebody shares, for whoever has the link."""
    link = services.open_link(secret=secret, viewer=request.user)
    if link is None:
        return render(request, "profiles/link_over.html", status=404)
    parts = set(link.content)
    groups = queries.skill_groups(link.profile, get_language() or "fi", statuses=SHOWN)
    context = {
        "link": link,
        "parts": parts,
        "groups": groups if parts & {Content.SKILLS, Content.GRADES, Content.EVIDENCE} else (),
        "goal": queries.current_goal(link.profile) if Content.GOAL in parts else None,
        "attainments": link.profile.attainments.all() if Content.STUDIES in parts else (),
    }
    response = render(request, "profiles/shared.html", context)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


@login_required
@require_GET
def viewed(request: HttpRequest) -> HttpResponse:
    """Who saw one's data, when and why."""
    entries = ViewEntry.objects.filter(about=request.user).select_related("viewer", "organisation")[:LATEST]
    reasons = dict(ViewPurpose.choices)
    rows = [(entry, reasons.get(entry.purpose, entry.purpose)) for entry in entries]
    return render(request, "profiles/viewed.html", {"rows": rows})


@login_required
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """Everything as one file; also for those who withdrew their consent."""
    profile = get_object_or_404(Profile, person=request.user)
    get_for(request.user, Profile, profile.pk, "export")
    return exports.download(exports.everything(profile), "application/zip", "osaamo-profile.zip")


@mine
@require_POST
def restore(request: HttpRequest, profile: Profile) -> HttpResponse:
    """Take a profile back in from a file."""
    get_for(request.user, Profile, profile.pk, "change")
    file = request.FILES.get("file")
    try:
        document = exports.profile_in(file.read()) if file else b""
        restored = services.restore(profile=profile, document=document, filename=file.name if file else "")
    except ConnectorError:
        messages.error(
            request,
            gettext("The file is not a profile of this service. Choose the file you saved here. Nothing was changed."),
        )
        return redirect("me-data")
    messages.success(request, gettext("Your profile was taken in: %(n)d skills.") % {"n": restored.skills})
    if restored.left_out:
        messages.warning(
            request, gettext("Parts of the file that could not be read: %(n)d.") % {"n": restored.left_out}
        )
    return redirect("me")


@login_required
@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Erase the account and everything about the person, after one clear question."""
    person = get_for(request.user, Person, request.user.pk, "erase")
    if request.method != "POST" or request.POST.get("sure") != "yes":
        context = {"asked": request.method == "POST", "held": by_part(held_about(ref_of(person)))}
        return render(request, "profiles/erase.html", context)
    done = services.erase(person=person)
    logout(request)
    return redirect("erased", number=done.number)


@require_GET
def erased(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt of an erasure; it holds nothing about the person."""
    erasure = get_object_or_404(Erasure, number=number)
    kept = [(part_of(label), label, row) for label, row in erasure.kept.items()]
    return render(request, "profiles/erased.html", {"erasure": erasure, "parts": by_part(erasure.rows), "kept": kept})


@require_GET
def report(request: HttpRequest) -> HttpResponse:
    """How the service meets each MyData criterion, with where to see it."""
    return render(request, "profiles/report.html")
