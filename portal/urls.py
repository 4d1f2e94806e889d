"""Every address of the portal. A room with pages has a `urls.py`, one with an API an `api_urls.py`."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
