"""A published county of its own for every test, and the network of the outages' tests."""

import pytest

from tests.gridhealth.conftest import area, feeder  # noqa: F401 - fixtures
from tests.outages.conftest import crew, line  # noqa: F401 - fixtures


@pytest.fixture(autouse=True)
def published_root(settings, tmp_path):
    settings.PUBLISHED_ROOT = tmp_path
    return tmp_path
