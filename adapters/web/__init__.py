"""The chat in the browser, the technicians' desk, the JSON API, health and figures."""
