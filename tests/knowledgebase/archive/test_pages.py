"""The page of articles as files, and the same through the API (LU-26, CO-10)."""

import io
import zipfile
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from knowledgebase.models import Article, ArticleImport
from knowledgebase.services.archiving import KEPT_FOR
from knowledgebase.services.writing import save
from knowledgebase.tasks import forget_article_files, store_articles
from tests.cast import Site, signed_in
from tests.factories import MONDAY
from tests.knowledgebase.archive.zips import article, zipped
from tests.knowledgebase.shelf import content, draft, published

FILES, API = "/lumeon/knowledge/files/", "/lumeon/api/article-files/"


@pytest.fixture(autouse=True)
def _counted_anew() -> None:
    cache.clear()


def sent(client: Client, address: str = FILES, **changed: Any) -> Any:
    file = SimpleUploadedFile("shelf.zip", zipped({"articles/paper-jam.md": article()}))
    return client.post(address, {"file": file, "becomes": "draft"} | changed)


def test_a_file_is_sent_looked_at_and_confirmed(lumeon: Site) -> None:
    client = signed_in(lumeon.administrator.person)
    page = sent(client)["Location"]

    shown = client.get(page).content.decode()
    assert "1 new, 0 changed, 0 unchanged" in shown
    assert "articles/paper-jam.md" in shown
    kept = ArticleImport.objects.get()
    assert client.post(f"{page}confirmation/", {"seen": kept.seen})["Location"] == page
    assert "Being stored" in client.get(page).content.decode()
    assert store_articles(lumeon.vendor.pk, kept.pk)
    assert "1 new, 0 changed" in client.get(page).content.decode()
    assert Article.objects.get().slug == "paper-jam"
    assert "shelf.zip" in client.get(FILES).content.decode()


def test_who_becomes_the_owner_is_said_with_the_reason(lumeon: Site) -> None:
    client = signed_in(lumeon.administrator.person)

    shown = client.get(sent(client)["Location"]).content.decode()

    assert "It will be yours: the file names no owner." in shown


def test_what_changed_meanwhile_is_shown_again_and_can_be_thrown_away(lumeon: Site) -> None:
    client = signed_in(lumeon.administrator.person)
    known = draft(lumeon.agent, "Paper jam")
    page = sent(client)["Location"]
    kept = ArticleImport.objects.get()
    save(by=lumeon.agent, article=known, content=content("Jam"), known=1, at=MONDAY)

    again = client.post(f"{page}confirmation/", {"seen": kept.seen})

    assert again.status_code == 409
    assert "has changed since this was shown" in again.content.decode()
    kept.refresh_from_db()
    assert f'value="{kept.seen}"' in again.content.decode()
    assert client.post(f"{page}discarding/")["Location"] == FILES
    assert not ArticleImport.objects.exists()


def test_what_is_no_zip_file_keeps_what_was_chosen(lumeon: Site) -> None:
    client = signed_in(lumeon.administrator.person)

    refused = sent(client, file=SimpleUploadedFile("a.zip", b"x"), becomes="review")

    assert refused.status_code == 409
    text = refused.content.decode()
    assert "This is no ZIP file" in text
    assert 'value="review" required id="id_becomes_1" aria-describedby' in text or "checked" in text
    assert sent(client, file="").status_code == 422


def test_articles_are_given_out_to_those_who_publish(lumeon: Site, patientiq: Site) -> None:
    client = signed_in(lumeon.administrator.person)
    assert client.get(f"{FILES}articles.zip").status_code == 409
    published(lumeon.agent, lumeon.administrator)

    got = client.get(f"{FILES}articles.zip?text=read")

    archive = zipfile.ZipFile(io.BytesIO(b"".join(got)))
    assert archive.namelist() == ["articles/letters-print-without-a-name.md"]
    assert got["Content-Disposition"].endswith('.zip"')
    assert client.get(f"{FILES}articles.zip?text=both").status_code == 422
    for other in (lumeon.agent, lumeon.house.contact, patientiq.administrator):
        assert signed_in(other.person).get(f"{FILES}articles.zip").status_code == 404
        assert signed_in(other.person).get(f"{API}export/").status_code == 404
    through = b"".join(client.get(f"{API}export/"))
    assert through == b"".join(client.get(f"{FILES}articles.zip"))


def test_nobody_sends_files_faster_than_people_do(lumeon: Site) -> None:
    client = signed_in(lumeon.administrator.person)
    published(lumeon.agent, lumeon.administrator)
    for _ in range(10):
        assert client.get(f"{FILES}articles.zip").status_code == 200

    assert client.get(f"{FILES}articles.zip").status_code == 429
    assert sent(client).status_code == 429
    refused = client.get(f"{API}export/")
    assert (refused.status_code, refused["Retry-After"]) == (429, "60")


def test_co_10_the_same_through_the_api(lumeon: Site) -> None:
    client = signed_in(lumeon.administrator.person)
    known = draft(lumeon.agent, "Paper jam")

    made = sent(client, API).json()
    assert (made["state"], made["changed"], made["plan"][0]["outcome"]) == (
        "ready",
        1,
        "Draft, revision 2",
    )
    one = f"{API}{made['id']}/"
    save(by=lumeon.agent, article=known, content=content("Jam"), known=1, at=MONDAY)
    stale = client.post(f"{one}confirmation/", {"seen": made["seen"]}, "application/json")
    assert (stale.status_code, stale.json()["type"]) == (409, "urn:sundial:stale")
    seen = client.get(one).json()["seen"]
    done = client.post(f"{one}confirmation/", {"seen": seen}, "application/json")
    assert (done.status_code, done.json()["state"]) == (202, "storing")
    assert client.delete(one).status_code == 409
    assert store_articles(lumeon.vendor.pk, made["id"])
    assert client.get(API).json()["results"][0]["state"] == "done"
    other = sent(client, API).json()
    assert client.delete(f"{API}{other['id']}/").status_code == 204
    assert sent(client, API, file="").status_code == 422


def test_what_nobody_confirms_is_gone_after_a_day(lumeon: Site) -> None:
    client = signed_in(lumeon.administrator.person)
    sent(client)
    assert forget_article_files() == 0
    ArticleImport.objects.update(sent_at=ArticleImport.objects.get().sent_at - 2 * KEPT_FOR)

    assert forget_article_files() == 1
    assert not ArticleImport.objects.exists()
