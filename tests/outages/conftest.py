"""A little network with people on it, as the rooms below make one."""

from tests.gridhealth.conftest import area, feeder  # noqa: F401 - fixtures
