"""The page of the catalogue, and the catalogue for programs in the words of DCAT."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings

from portal.disclosure.catalogue.datasets import DATASETS, LICENCE, LICENCE_URL, Dataset
from portal.disclosure.frame import pages
from portal.disclosure.models import Publication
from portal.disclosure.performance.showing import both
from portal.disclosure.topics import Sheet

ADDRESS, DATA = "/public/data/", "/public/data.json"


def sheets(at: datetime, about: set[str] | None) -> Iterator[Sheet]:
    updated = dict(Publication.objects.values_list("topic", "rendered_at"))
    shown = [{"set": one, "updated": updated.get(one.topic)} for one in DATASETS]
    yield from pages(ADDRESS, "public/data.html", at=at, datasets=shown, licence=LICENCE, licence_url=LICENCE_URL)
    yield Sheet(DATA, "", document(updated))


def document(updated: dict[str, datetime | None]) -> bytes:
    told = {
        "@context": "https://www.w3.org/ns/dcat.jsonld", "@type": "Catalog", "@id": settings.PUBLIC_URL + ADDRESS,
        "publisher": {"zh": settings.COUNTY["name_zh"], "en": settings.COUNTY["name_en"]},
        "dataset": [_dataset(one, updated.get(one.topic)) for one in DATASETS],
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False).encode()


def _dataset(one: Dataset, updated: datetime | None) -> dict[str, Any]:
    return {
        "@type": "Dataset", "identifier": one.key, "title": both(one.title), "description": both(one.says),
        "landingPage": settings.PUBLIC_URL + one.page, "license": LICENCE_URL,
        "modified": updated.isoformat() if updated else None, "changes": both(one.changes),
        "fields": [{"name": name, "meaning": both(meaning)} for name, meaning in one.fields],
        "withheld": both(one.withheld), "withheldBecause": both(one.because),
        "distribution": [
            {"@type": "Distribution", "format": form, "downloadURL": settings.PUBLIC_URL + address}
            for form, address in one.files
        ],
    }  # fmt: skip
