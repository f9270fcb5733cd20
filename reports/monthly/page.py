"""A report as its page shows it: its words, with links to the incidents and outages they name."""

from typing import Any

from django.urls import reverse

from reports.monthly.parts import MonthlyReport
from reports.monthly.shown import Words, in_words

LONGEST_FIGURE = 60  # letters: with longer words rows stand as cards on a telephone
BASE = 4  # from a line of the scale down to the foot of its words


def on_page(report: MonthlyReport) -> Words:
    """Return what the templates of a report lay out."""
    words = in_words(report)
    for section in words["sections"]:
        for table in section["tables"]:
            _lay_out(table)
        for chart in section["charts"]:
            for tick in chart["ticks"]:
                tick["base"] = tick["y"] + BASE
    return words


def _lay_out(table: dict[str, Any]) -> None:
    right, leads, names = table["right"], table["leads"], table["heads"]
    heads = zip(names, right, strict=True)
    table["heads"] = [{"name": name, "right": is_right} for name, is_right in heads]
    table["lines"] = [
        [
            {"text": text, "right": is_right, "url": _url(lead, text), "head": name}
            for text, is_right, lead, name in zip(row, right, leads, names, strict=True)
        ]
        for row in table["rows"]
    ]
    table["is_prose"] = any(len(text) > LONGEST_FIGURE for row in table["rows"] for text in row)


def _url(lead: str, text: str) -> str:
    _, _, number = text.rpartition("-")
    if not lead or not number.isdigit():
        return ""
    if lead == "incident":
        return reverse("incidents:detail", args=[text])
    return reverse("outages:outage", args=[number])
