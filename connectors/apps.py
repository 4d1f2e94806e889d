"""One folder per outside system: client, wire schema, simulator."""

from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    name = "connectors"
