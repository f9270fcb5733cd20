"""Where a browser goes after a form that takes files.

A browser forgets the files it had chosen when a page comes back with a refusal. The script of the
page (static/js/files.js) sends the form by itself instead, with the header of htmx, and keeps them.
"""

from django.http import HttpResponse, HttpResponseRedirect
from django_htmx.http import HttpResponseClientRedirect

from portal.web.http import PortalRequest


def led_to(request: PortalRequest, address: str) -> HttpResponse:
    """Lead on to a page: a script is told where, so that it is the browser that goes there."""
    if request.htmx:
        return HttpResponseClientRedirect(address)
    return HttpResponseRedirect(address)
