"""What may go with the words of a message: files, and that its writer was asked (PQ-12)."""

from collections.abc import Sequence
from typing import TypedDict

from incidents.services.files import Upload
from portal.kernel.patient_data import Caution


class Sent(TypedDict, total=False):
    """Given on to `say` as it is: without it nothing is attached, and the writer is asked."""

    caution: Caution
    files: Sequence[Upload]
