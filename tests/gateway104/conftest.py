"""The broker of the telemetry tests."""

from tests.gridhealth.test_telemetry_broker import broker  # noqa: F401 - a fixture
