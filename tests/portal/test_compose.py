"""The many-process form, as far as it can be checked without an engine: every process, every setting it is given."""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
COMPOSED = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SETTINGS = (ROOT / "portal/settings.py").read_text()


def test_every_process_of_the_portal_has_its_service() -> None:
    assert {"web", "worker", "beat", "sweeper", "telemetry", "migrate", "postgres", "queue", "cache", "nginx"} == set(
        COMPOSED["services"]
    )


def test_every_command_of_ours_exists() -> None:
    said = " ".join(" ".join(service.get("command", ())) for service in COMPOSED["services"].values())
    commands = re.findall(r"manage.py (\w+)", said)
    assert {"migrate", "grant_web", "sweep", "receive_telemetry"} == set(commands)
    for command in set(commands) - {"migrate"}:
        assert list(ROOT.glob(f"*/management/commands/{command}.py"))


def test_the_web_serves_under_its_own_role_which_is_there_before_it() -> None:
    web = COMPOSED["services"]["web"]
    assert "env DATABASE_URL=$$WEB_DATABASE_URL granian" in web["command"][2]
    assert web["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert [name for name, one in COMPOSED["services"].items() if "WEB_DATABASE_URL" in str(one)] == ["web"]


def test_every_setting_of_the_example_is_one_that_is_read() -> None:
    lines = (ROOT / "deploy/example.env").read_text().splitlines()
    names = {line.partition("=")[0] for line in lines if "=" in line and not line.startswith("#")}
    of_systems = {f"{system.upper()}_{what}" for system in settings.CONNECTORS for what in ("URL", "HOSTS", "SECRET")}
    assert {name for name in names - of_systems if not re.search(rf'"{name}"', SETTINGS)} <= {"POSTGRES_PASSWORD"}


def test_every_setting_that_must_be_given_is_in_the_example() -> None:
    needed = set(re.findall(r'env(?:\.dict|\.db_url)?\("([A-Z_]+)"\)', SETTINGS))
    example = (ROOT / "deploy/example.env").read_text()
    assert {name for name in needed if f"{name}=" not in example} == set()


def test_nginx_is_given_every_file_that_its_configuration_names() -> None:
    """Published files, and the certificate."""
    mounted = {volume.split(":")[-2] for volume in COMPOSED["services"]["nginx"]["volumes"]}
    config = (ROOT / "deploy/nginx.conf").read_text()
    wanted = {str(Path(one).parent) for one in re.findall(r"ssl_certificate(?:_key)? ([^;]+);", config)}
    wanted |= {f"{root}/published" for root in re.findall(r"root ([^;]+);", config)}
    assert wanted
    assert wanted <= mounted
    assert COMPOSED["services"]["web"]["environment"]["PUBLISHED_ROOT"] in mounted
