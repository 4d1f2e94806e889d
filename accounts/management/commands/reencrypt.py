"""Writes every encrypted value under the newest key, so that an old key can be thrown away: `manage.py reencrypt`."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import models

from accounts.actions import reencrypt
from accounts.crypto import EncryptedTextField


class Command(BaseCommand):
    help = "Re-encrypt personal data under the first key of DATA_KEYS. May be stopped and run again."

    def handle(self, *args: Any, **options: Any) -> None:
        for model in apps.get_models():
            for field in encrypted_fields(model):
                self.stdout.write(f"{model._meta.label}.{field.name}: {reencrypt(model, field)}")


def encrypted_fields(model: type[models.Model]) -> list[EncryptedTextField]:
    return [field for field in model._meta.local_concrete_fields if isinstance(field, EncryptedTextField)]
