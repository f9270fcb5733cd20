"""Reports of every kind, the portfolio, and what is sent regularly: pages, and who visits them."""

from tests.e2e.stops import by

INCIDENTS = "/lumeon/reports/incidents/"

REPORT_PAGES = [
    *by("contact agent manager", "monthly:list", "/lumeon/reports/?month=2026-06"),
    *by("contact manager", "monthly:list", "/lumeon/reports/?show=issued"),
    *by("contact manager", "monthly:month", "/lumeon/reports/contracts/{contract}/2026-07/"),
    *by("contact manager", "monthly:issued", "/lumeon/reports/issued/1/1/"),
    *by("administrator", "monthly:restatement", "/lumeon/reports/issued/1/restatement/"),
    *by("contact agent", "monthly:verify", "/lumeon/reports/verifying/"),
    *by("contact agent", "client_report:report", INCIDENTS),
    *by(
        "contact",
        "client_report:report",
        f"{INCIDENTS}?since=2026-06-02&until=2026-06-01",
        status=422,
    ),
    *by("administrator manager", "portfolio:overview", "/lumeon/reports/portfolio/"),
    *by("manager", "portfolio:overview", "/lumeon/reports/portfolio/?view=mine"),
    *by("manager", "schedules:list", "/lumeon/reports/schedules/"),
    *by("manager", "schedules:new", "/lumeon/reports/schedules/new/?customer={customer}"),
    *by("manager", "schedules:detail", "/lumeon/reports/schedules/{schedule}/"),
    *by("administrator", "report_files:list", "/lumeon/reports/files/"),
    *by("administrator", "report_files:file", "/lumeon/reports/files/{file}/"),
]

REPORT_NOT_PAGES = {
    "monthly:issue": "takes what the page of a month posts",
    "monthly:file": "a file",
    "monthly:issued_file": "a file",
    "monthly:api_list": "JSON",
    "monthly:api_verify": "takes JSON",
    "monthly:api": "JSON",
    "monthly:api_issued": "JSON",
    "monthly:api_restatement": "takes JSON",
    "client_report:file": "a file",
    "client_report:api": "JSON",
    "portfolio:sheet": "a CSV file",
    "portfolio:api": "JSON",
    "reviews:file": "a file",
    "reviews:issue": "takes what the page of a review posts",
    "reviews:api": "JSON",
    "schedules:sent": "a file",
    "schedules:turn": "takes what a schedule's page posts",
    "schedules:api_list": "JSON",
    "schedules:api": "JSON",
    "schedules:api_turn": "takes JSON",
    "report_files:beginning": "takes what the page of files posts",
    "report_files:content": "a ZIP file",
    "report_files:api_list": "JSON",
    "report_files:api": "JSON",
}
