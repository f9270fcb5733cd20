"""What of a text is shown where it was found."""

from portal.web.marking import excerpt


def test_an_excerpt_begins_and_ends_with_whole_words() -> None:
    text = f"{'before ' * 20}letters {'afterwards ' * 40}"

    shown = excerpt(text, ["letter"])

    assert shown.startswith("… before before")
    assert "<mark>letters</mark>" in shown
    assert shown.endswith("afterwards …")


def test_a_word_without_end_is_cut() -> None:
    shown = excerpt(f"{'a' * 300} letters {'b' * 300}", ["letter"])

    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 250
