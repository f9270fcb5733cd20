"""How far the storing of a ZIP file of articles is (portal.web.storing)."""

from portal.web.storing import Storing

storing = Storing("article-import", "knowledgebase.tasks.store_articles")
