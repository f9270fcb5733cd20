"""Mails that came in: those held for a decision, and what became of the others (PQ-10)."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from incidents.callers import callers_at
from incidents.finding import able, find_mail
from incidents.mail_deeds import MAIL_NOUNS, SHOWN
from incidents.mailin.addresses import vendor_address
from incidents.mailin.entering import LEADING
from incidents.mailin.reading import read
from incidents.models import InboundMail, MailState
from portal.audit.models import record_look
from portal.kernel.refusal import Refusal
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now

ON_A_PAGE = 50


@require_safe
def overview(request: PortalRequest) -> HttpResponse:
    """List mails by what became of them; those that wait for a decision first."""
    able(request, Act.WORK_ON_INCIDENTS)
    wanted = request.GET.get("state", "")
    state = MailState(wanted) if wanted in MailState.values else MailState.HELD
    rows = InboundMail.objects.filter(state=state).select_related("incident__vendor")
    context = {
        "state": state,
        "states": MailState,
        "page": Paginator(rows.newest_first(), ON_A_PAGE).get_page(request.GET.get("page")),
        "query": f"state={state}",
        "address": vendor_address(request.vendor),
    }
    return render(request, "incidents/mails.html", context)


@require_safe
def detail(request: PortalRequest, pk: int) -> HttpResponse:
    """Show a mail's words, why it is held, and what can be done."""
    able(request, Act.WORK_ON_INCIDENTS)
    return _page(request, find_mail(request, pk))


@require_POST
def deed(request: PortalRequest, pk: int, noun: str) -> HttpResponse:
    """Decide on a mail, or say why not with what was typed still there."""
    by = able(request, Act.WORK_ON_INCIDENTS)
    if noun not in MAIL_NOUNS:
        raise Http404
    mail, what = find_mail(request, pk), MAIL_NOUNS[noun]
    form = what.form(request.POST, prefix=noun, mail=mail)
    if not form.is_valid():
        return _page(request, mail, {noun: form}, status=422)
    try:
        said = what.do(mail, by, form, now())
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, find_mail(request, pk), {noun: form}, status=409)
    messages.success(request, said)
    return redirect("mail:detail", pk=pk)


@require_safe
def source(request: PortalRequest, pk: int) -> HttpResponse:
    """Give out a mail's bytes as a text that no browser takes for a page."""
    by, mail = able(request, Act.WORK_ON_INCIDENTS), find_mail(request, pk)
    record_look(
        "mail downloaded",
        InboundMail,
        vendor=request.vendor,
        actor=by.person,
        at=now(),
        pk=mail.pk,
    )
    response = HttpResponse(mail.source.raw, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="mail-{mail.pk}.txt"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _page(
    request: PortalRequest,
    mail: InboundMail,
    forms: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    parsed = read(mail.source.raw)
    context = {
        "mail": mail,
        "parsed": parsed,
        "text": parsed.text[:SHOWN],
        "is_cut": len(parsed.text) > SHOWN,
        "forms": _forms(mail) | (forms or {}) if mail.is_open else {},
    }
    return render(request, "incidents/mail.html", context, status=status)


def _forms(mail: InboundMail) -> dict[str, Any]:
    known = callers_at(mail.vendor, mail.sender)
    said = {"contact": mail.sender if known else ""}
    found = LEADING.match(mail.subject)
    number = found[0].strip().rpartition("[")[2].partition("]")[0] if found else ""
    return {
        noun: what.form(
            prefix=noun, mail=mail, initial=said | {"incident": number if "-" in number else ""}
        )
        for noun, what in MAIL_NOUNS.items()
    }
