"""How sentences that were kept say their instants to a reader."""

from django.template import Context, Template

KEPT = "from 2026-09-08T15:18:01Z: 16920 s counted, to be claimed by 2026-12-16T05:59:59Z"


def _shown(sentence: str, zone: str) -> str:
    context = Context({"sentence": sentence, "reader_zone": zone})
    return Template("{% in_zone sentence %}").render(context)


def test_instants_of_a_kept_sentence_are_written_in_the_readers_zone() -> None:
    assert _shown(KEPT, "America/Chicago") == (
        "from Tue 8 Sep 2026 10:18:01 CDT: 16920 s counted, "
        "to be claimed by Tue 15 Dec 2026 23:59:59 CST"
    )


def test_a_kept_sentence_stays_text_and_its_other_figures_stay() -> None:
    assert _shown("<b> 2026-09: 120 USD", "Europe/London") == "&lt;b&gt; 2026-09: 120 USD"
