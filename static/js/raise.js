// Where scripts run, answering the two questions suggests a severity at once: no button is needed.

for (const button of document.querySelectorAll("[data-suggest]")) button.hidden = Boolean(window.htmx);
