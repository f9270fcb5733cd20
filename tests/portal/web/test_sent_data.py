"""What programs send: read alike by every view, and refused by name where no table can hold it."""

import json
from datetime import date
from typing import Any

import pytest
from django import forms
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from portal.web.parsing import WholeTextParser
from portal.web.sent_data import data_of, flag_in, number_in, text_in, typed_in


def sent(body: str) -> Request:
    made = APIRequestFactory().post("/", body, content_type="application/json")
    return Request(made, parsers=[WholeTextParser()])


def test_every_view_reads_json_by_the_parser_that_takes_whole_texts() -> None:
    (parser,) = APIView().get_parsers()
    assert type(parser) is WholeTextParser


@pytest.mark.parametrize(
    "said",
    [{"text": "\ud800"}, {"\udfff": 1}, {"deep": [{"text": "a\udc00b"}]}],
    ids=["a-value", "a-name", "deep-inside"],
)
def test_half_of_a_character_is_refused_wherever_it_is(said: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="half of a character"):
        data_of(sent(json.dumps(said)))


NO_JSON = ("[" * 100_000, '{"a":' * 100_000, "{", "\xff", "9" * 5_000, "NaN")


@pytest.mark.parametrize("body", NO_JSON, ids=lambda body: body[:5])
def test_what_cannot_be_read_is_no_json(body: str) -> None:
    with pytest.raises(ParseError):
        data_of(sent(body))


class Asked(forms.Form):
    """A field of each kind that a form may have."""

    title = forms.CharField()
    on = forms.DateField()
    hour = forms.DateTimeField(required=False)
    opens = forms.TimeField(required=False)
    is_late = forms.BooleanField(required=False)
    tiers = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], required=False)


def test_a_form_reads_what_a_program_sends_as_what_a_browser_does() -> None:
    said = {"title": 7, "on": "2026-03-02", "hour": None, "is_late": False, "tiers": ["a", "b"]}
    form = Asked(typed_in(sent(json.dumps(said))))

    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "title": "7",
        "on": date(2026, 3, 2),
        "hour": None,
        "opens": None,
        "is_late": False,
        "tiers": ["a", "b"],
    }


@pytest.mark.parametrize("odd", [1, True, 2.5, ["x"], [], {"a": 1}, {}, [[]]], ids=repr)
def test_what_no_field_can_read_is_said_beside_it(odd: object) -> None:
    said = dict.fromkeys(["on", "hour", "opens"], odd)
    form = Asked(typed_in(sent(json.dumps(said))))

    assert "on" in form.errors
    assert "title" in form.errors


def test_whole_characters_come_through_however_they_are_written() -> None:
    assert data_of(sent(r'{"text": "\ud83d\ude00 ü"}')) == {"text": "😀 ü"}


@pytest.mark.parametrize("body", ["[1]", '"a"', "1", "null"])
def test_what_is_no_object_is_refused(body: str) -> None:
    with pytest.raises(ValidationError, match="Send a JSON object"):
        data_of(sent(body))


def test_a_yes_or_no_beside_the_fields_is_no_word() -> None:
    assert flag_in({}, "tells", otherwise=True)
    assert not flag_in({"tells": False}, "tells", otherwise=True)
    wrongs: tuple[object, ...] = ("false", 0, [], {})
    for wrong in wrongs:
        with pytest.raises(ValidationError, match="Send true or false"):
            flag_in({"tells": wrong}, "tells", otherwise=True)


def test_a_number_beside_the_fields_is_a_whole_one() -> None:
    assert number_in({}, "based_on") is None
    assert number_in({"based_on": 2}, "based_on") == 2
    wrongs: tuple[object, ...] = (True, "2", 2.0, [2])
    for wrong in wrongs:
        with pytest.raises(ValidationError, match="Send a whole number"):
            number_in({"based_on": wrong}, "based_on")


def test_a_text_beside_the_fields_is_a_text_that_fits() -> None:
    assert text_in({"reason": "late"}, "reason", longest=4) == "late"
    assert text_in({"reason": None}, "reason", longest=4) == ""
    assert text_in({}, "reason", longest=4) == ""
    wrongs: tuple[object, ...] = (1, ["late"], {"a": 1}, True, "a\x00b")
    for wrong in wrongs:
        with pytest.raises(ValidationError, match="Send a text"):
            text_in({"reason": wrong}, "reason", longest=4)
    with pytest.raises(ValidationError, match="5 characters; 4 fit"):
        text_in({"reason": "later"}, "reason", longest=4)
