"""The pages of the knowledge base, and who visits them."""

from tests.e2e.stops import by

ARTICLES = "/lumeon/knowledge/articles/letters-print-without-a-name/"

KNOWLEDGE_PAGES = [
    *by("contact viewer agent administrator", "knowledge:list", "/lumeon/knowledge/"),
    *by("contact", "knowledge:list", "/lumeon/knowledge/?q=pritner+elephants"),
    *by("contact", "knowledge:list", "/lumeon/knowledge/?q=colour:red", status=422),
    *by("stranger agent", "knowledge:public", "/lumeon/knowledge/public/"),
    *by("stranger", "knowledge:public_article", "/lumeon/knowledge/public/sign-in-again/"),
    *by("agent", "knowledge:new", "/lumeon/knowledge/new/?title=Elephants"),
    *by("agent", "knowledge:review", "/lumeon/knowledge/review/"),
    *by("agent", "knowledge:missing", "/lumeon/knowledge/missing/"),
    *by("contact agent", "knowledge:article", ARTICLES),
    *by("agent administrator", "knowledge:making", f"{ARTICLES}making/"),
    *by("agent", "knowledge:edit", f"{ARTICLES}edit/"),
    *by("agent", "knowledge:revision", f"{ARTICLES}revisions/1/"),
    *by("agent", "incidents:articles", "/lumeon/incidents/{answered}/articles/"),
    *by("contact", "knowledge:making", f"{ARTICLES}making/", status=404),
]

KNOWLEDGE_NOT_PAGES = {
    "knowledge:feedback": "takes what an article's page posts",
    "knowledge:pictures": "takes what the making of an article posts",
    "knowledge:deed": "the same",
    "incidents:offers": "a part of the page on which one is raised",
    "incidents:offers_solution": "takes what that page posts",
    "incidents:article_draft": "takes what an incident's page posts",
    "knowledge_api:articles": "JSON",
    "knowledge_api:article": "JSON",
    "knowledge_api:feedback": "takes JSON",
    "knowledge_api:deed": "takes JSON",
    "knowledge:picture": "a picture",
    "knowledge:public_picture": "a picture",
}
