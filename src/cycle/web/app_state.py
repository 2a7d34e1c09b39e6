"""What every page is served with: the services and the templates, kept with the application when it is made."""

from __future__ import annotations

from starlette.requests import Request

from cycle.services import Services
from cycle.web.page_templates import Pages


def services_of(request: Request) -> Services:
    """Return the services that the pages are served from."""
    services: Services = request.app.state.services
    return services


def pages_of(request: Request) -> Pages:
    """Return the templates of the pages."""
    pages: Pages = request.app.state.pages
    return pages
