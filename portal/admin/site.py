"""The admin's site: who comes in, whose rows are open, and what there is to look at."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.apps import apps
from django.contrib.admin import AdminSite, ModelAdmin
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.admin.entry import Entry, noted
from portal.admin.shown import shown
from portal.tenancy.models import Membership, Person, Vendor, VendorOwned
from portal.tenancy.scope import vendor_scope
from portal.web.http import now
from portal.web.middleware import lacks_second_factor

COLUMNS = 8  # of a list
KEPT = {"index", "jsi18n", "app_list"}  # the addresses of the site's own that are served

type View = Callable[..., Any]


def is_operator(request: HttpRequest) -> bool:
    """Say whether this is an operator with a second factor; to others there is no such site."""
    person = request.user
    return (
        isinstance(person, Person)
        and person.is_active
        and person.is_operator
        and not lacks_second_factor(request)
    )


class OperatorSite(AdminSite):
    """Rows of one vendor at a time, for reading."""

    site_header = site_title = "Sundial, operators"
    index_title = "Rows"
    site_url = None
    enable_nav_sidebar = False
    final_catch_all_view = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Say whether there is such a site for whoever asks."""
        return is_operator(request)

    def admin_view(self, view: View, cacheable: bool = False) -> Any:
        """Serve a page inside the chosen vendor's scope, rendered before the scope is closed."""
        del cacheable  # nothing here is ever kept

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not self.has_permission(request):
                raise Http404
            entry = Entry.of(request.session, now())
            if entry is None:
                return redirect("operator_entry")
            request.operator_entry = entry  # type: ignore[attr-defined]  # read by our pages
            with vendor_scope(entry.vendor):
                response: HttpResponse = view(request, *args, **kwargs)
                return response.render() if isinstance(response, TemplateResponse) else response

        return update_wrapper(never_cache(require_safe(inner)), view)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Return the addresses there are: no sign-in, no password, no jump to other sites."""
        return [
            one for one in super().get_urls() if isinstance(one, URLResolver) or one.name in KEPT
        ]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Add the vendor whose rows these are."""
        entry = getattr(request, "operator_entry", None)
        return {**super().each_context(request), "operator_entry": entry}


class ReadOnly(ModelAdmin):  # type: ignore[type-arg]  # the class takes none at run time
    """Lists rows and shows one, without what people wrote; each look is recorded."""

    actions = None
    list_per_page = 50
    show_full_result_count = False
    ordering = ("-pk",)

    def __init__(self, model: type[models.Model], site: AdminSite) -> None:
        columns = shown(model)
        self.columns = [name for name in columns if name not in ("id", "pgh_id", "vendor")]
        super().__init__(model, site)

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[str]:  # type: ignore[override]  # a list of names is one of what it may be
        """Return the columns that are shown of a row."""
        del request, obj
        return self.columns

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """Return the first of them for lists."""
        del request
        return "pk", *self.columns[:COLUMNS]

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Say whether the model is listed: all are, to an operator."""
        return is_operator(request)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Say whether rows are shown: they are, to an operator."""
        del obj
        return is_operator(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Say no: rows are made by services."""
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Say no: rows are changed by services."""
        del request, obj
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Say no: rows stay."""
        del request, obj
        return False

    def get_urls(self) -> list[URLPattern]:
        """Return the list and the row: nothing is added, changed, deleted or moved on from."""
        kept = ("_changelist", "_change")
        return [one for one in super().get_urls() if (one.name or "").endswith(kept)]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[models.Model]:
        """Return the vendor's rows; what they point at is fetched for all at once."""
        rows: models.QuerySet[models.Model] = self.model._default_manager.all()
        if not issubclass(self.model, VendorOwned):
            rows = _of_vendor(rows, request.operator_entry.vendor)  # type: ignore[attr-defined]  # set where an operator enters
        return rows.fetch_mode(models.FETCH_PEERS)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show a list, and record that it was looked at."""
        self._note(request, "operator looked at a list")
        return super().changelist_view(request, extra_context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show a row, and record that it was looked at; another vendor's is not there."""
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        self._note(request, "operator looked at a row", row.pk)
        return super().change_view(request, object_id, form_url, extra_context)

    def _note(self, request: HttpRequest, verb: str, pk: int = 0) -> None:
        entry: Entry = request.operator_entry  # type: ignore[attr-defined]  # admin_view set it
        by: Person = request.user  # type: ignore[assignment]  # and looked who it is
        noted(verb, self.model, by=by, vendor=entry.vendor, at=now(), pk=pk)


def _of_vendor(rows: models.QuerySet[models.Model], vendor: Vendor) -> Any:
    """Narrow what belongs to no vendor to what has to do with this one."""
    if rows.model is Vendor:
        return rows.filter(pk=vendor.pk)
    members = Membership.objects.values("person")
    return rows.filter(**{"pk__in" if rows.model is Person else "pgh_obj__in": members})


def operator_site() -> OperatorSite:
    """Return the site with every model of ours."""
    site = OperatorSite(name="operator")
    ours: list[type[models.Model]] = [Vendor, Person, apps.get_model("tenancy", "PersonHistory")]
    vendors = [
        model
        for model in apps.get_models()
        # The admin cannot show rows whose key is several columns: a component's samples.
        if issubclass(model, VendorOwned)
        and not isinstance(model._meta.pk, models.CompositePrimaryKey)
    ]
    site.register([*ours, *vendors], ReadOnly)
    return site
