"""The least that takes a JSON body over HTTP and keeps it: a DRF create view with one insert, and nothing around it."""

from __future__ import annotations

import os

from django.conf import settings

if not settings.configured:
    import environ

    settings.configure(
        DATABASES={"default": {**environ.Env().db_url("DATABASE_URL"), "CONN_MAX_AGE": 600}}, USE_TZ=True,
        SECRET_KEY="only-for-measuring", ROOT_URLCONF="bench.bare_view", ALLOWED_HOSTS=["*"], INSTALLED_APPS=["bench"],
        REST_FRAMEWORK={
            "DEFAULT_AUTHENTICATION_CLASSES": [], "DEFAULT_PERMISSION_CLASSES": [], "UNAUTHENTICATED_USER": None,
        },
    )  # fmt: skip

import django

if os.environ.get("BENCH_BARE"):
    django.setup()

from django.core.wsgi import get_wsgi_application
from django.db import models
from django.urls import path
from rest_framework import generics, serializers


class Wish(models.Model):
    """What was typed, as it came."""

    name = models.CharField(max_length=80)
    address = models.CharField(max_length=120)
    capacity = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        app_label = "bench"
        db_table = "bench_wish"

    def __str__(self) -> str:
        return self.name


class WishSerializer(serializers.ModelSerializer[Wish]):
    class Meta:
        model = Wish
        fields = ["id", "name", "address", "capacity"]


class Wishes(generics.CreateAPIView[Wish]):
    serializer_class = WishSerializer
    queryset = Wish.objects.all()


urlpatterns = [path("", Wishes.as_view())]
application = get_wsgi_application()
