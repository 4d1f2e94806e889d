"""The WSGI application that granian serves: what is published first, then the portal."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
portal = get_wsgi_application()

from portal.disclosure.serving import PublishedFirst  # noqa: E402 - it reads the settings

application = PublishedFirst(portal)
