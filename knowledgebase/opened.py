"""What a vendor has opened to everybody: the pages of its public articles, and nothing besides."""

from knowledgebase.domain.visibility import EVERYBODY
from knowledgebase.models import Article
from portal.tenancy.models import Vendor


def is_open(vendor: Vendor, rest: str) -> bool:
    """Say whether an address below the public ones is open: it shows a public article, or some."""
    rows = Article.objects.filter(vendor=vendor).readable_by(EVERYBODY)
    slug = rest.partition("/")[0]
    return rows.filter(slug=slug).exists() if slug else rows.exists()
