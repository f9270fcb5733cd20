"""What is typed when a supplier is asked, and has answered."""

from typing import Any

from django import forms

from contracts.models import Supplier
from incidents.models import Incident
from incidents.services.steps import LONGEST_TEXT
from portal.web.cautious import AcknowledgementField


class AskSupplierForm(forms.Form):
    """What a supplier is asked for an incident (LU-23)."""

    supplier: Any = forms.ModelChoiceField(queryset=None, label="Supplier")
    reference = forms.CharField(max_length=60, required=False, label="Their number for it")
    text = forms.CharField(max_length=LONGEST_TEXT, label="What they are asked")
    patient_data_acknowledged = AcknowledgementField()

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = incident.supplier_requests.open().values("supplier")
        known = Supplier.objects.filter(vendor=incident.vendor_id).current()
        self.fields["supplier"].queryset = known.exclude(pk__in=asked)  # type: ignore[attr-defined]  # a choice field, as declared


class SupplierAnswerForm(forms.Form):
    """What a supplier has answered (LU-24)."""

    supplier: Any = forms.ModelChoiceField(queryset=None, label="Supplier")
    text = forms.CharField(max_length=LONGEST_TEXT, label="What they answered")
    patient_data_acknowledged = AcknowledgementField()

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = incident.supplier_requests.open().values("supplier")
        known = Supplier.objects.filter(vendor=incident.vendor_id, pk__in=asked)
        self.fields["supplier"].queryset = known  # type: ignore[attr-defined]  # a choice field, as declared
