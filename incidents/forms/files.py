"""Files chosen to go with a message. Which are taken is the service's to say."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict

from incidents.domain.files import KINDS

type Sent = UploadedFile[Any]

ACCEPTED = ",".join(f".{ending}" for ending in KINDS)


class FilesInput(forms.FileInput):
    """Any number of files, without JavaScript too."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return the files; or whatever else was sent under their name, to be refused."""
        chosen = files.getlist(name) if isinstance(files, MultiValueDict) else []
        return chosen or data.get(name)


class FilesField(forms.Field):
    """What goes with a message: a list of files, mostly empty."""

    widget = FilesInput

    def __init__(self) -> None:
        super().__init__(
            required=False,
            label="Files",
            widget=FilesInput(attrs={"multiple": True, "accept": ACCEPTED}),
        )

    def clean(self, value: Any) -> list[Sent]:
        """Return the files in the order in which they were chosen."""
        if not value:
            return []
        if not isinstance(value, list) or not all(isinstance(one, UploadedFile) for one in value):
            raise ValidationError("Send files as multipart/form-data.")
        return value


def with_files[F: forms.Form](files: Any, form: F) -> F:
    """Return the form with the files that came with it; those it has no field for are refused."""
    form.files = files
    if files and not any(isinstance(one, FilesField) for one in form.fields.values()):
        form.add_error(None, "No file goes with this: send it with a message.")
    return form
