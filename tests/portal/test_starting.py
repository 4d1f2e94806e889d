"""`make run` at its edges: the secrets it writes, a second start, a taken port, what is started again."""

from __future__ import annotations

import os
import signal
import socket
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal import environment, run
from portal.servers import Program

FREE = 59_731


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(run, "VAR", tmp_path)
    return tmp_path


@pytest.fixture
def sleeper(tmp_path: Path) -> Iterator[Program]:
    """A program that has a child of its own."""
    code = "import subprocess, time; print(subprocess.Popen(['sleep', '60']).pid, flush=True); time.sleep(60)"
    program = Program("sleeper", [sys.executable, "-c", code], tmp_path / "sleeper.log")
    yield program.start()
    program.clear_away()
    program.stop()


def lives(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def eventually(condition) -> bool:
    end = time.monotonic() + 10
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def test_the_secrets_are_for_their_owner_alone(tmp_path: Path) -> None:
    environment.write(tmp_path / "portal.env", {})
    assert stat.S_IMODE((tmp_path / "portal.env").stat().st_mode) == 0o600


def test_secrets_stay_and_addresses_follow(tmp_path: Path) -> None:
    first = environment.write(tmp_path / "portal.env", {"REDIS_URL": "unix:///old"})
    second = environment.write(tmp_path / "portal.env", {"REDIS_URL": "unix:///new"})
    assert {name: first[name] for name in environment.MADE_ONCE} == {
        name: second[name] for name in environment.MADE_ONCE
    }
    assert environment.read(tmp_path / "portal.env")["REDIS_URL"] == "unix:///new"


def test_no_two_copies_share_a_secret(tmp_path: Path) -> None:
    one, other = (environment.write(tmp_path / name, {}) for name in ("one.env", "other.env"))
    assert not set(one.values()) & set(other.values())


def test_started_twice_it_says_where_it_runs(var: Path) -> None:
    with (
        run.hold_the_only_run(FREE),
        pytest.raises(run.CannotRun, match=f"already running at http://127.0.0.1:{FREE}/"),
    ):
        run.hold_the_only_run(FREE)


def test_a_lock_that_was_let_go_can_be_held_again(var: Path) -> None:
    run.hold_the_only_run(FREE).close()
    run.hold_the_only_run(FREE).close()


@pytest.mark.parametrize("neighbour", [0, 1])
def test_a_taken_port_is_told_with_a_way_out(var: Path, neighbour: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1] - neighbour
        with pytest.raises(run.CannotRun, match=rf"is taken by another program.*PORT={port + 100} make run"):
            run.hold_the_only_run(port)


@pytest.mark.parametrize("text", ["no", "-1", "0", "65535", "80.5", "８０００x"])
def test_a_port_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("PORT", text)
    with pytest.raises(run.CannotRun, match="PORT must be a number"):
        run.chosen_port()


def test_what_died_is_named_with_its_log_and_started_again(
    sleeper: Program, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "ROOT", sleeper.log.parent)
    os.kill(sleeper.process.pid, signal.SIGKILL)
    assert eventually(lambda: not sleeper.is_alive())
    run.Run(FREE)._revive(sleeper)
    assert sleeper.is_alive()
    assert "The sleeper stopped (-9; see sleeper.log). Starting it again." in capsys.readouterr().out


def test_what_a_dead_program_left_behind_is_cleared_away(sleeper: Program) -> None:
    assert eventually(lambda: sleeper.log.read_text().strip())
    child = int(sleeper.log.read_text())
    os.kill(sleeper.process.pid, signal.SIGKILL)
    assert eventually(lambda: not sleeper.is_alive())
    assert lives(child)
    sleeper.clear_away()
    assert eventually(lambda: not lives(child))


def test_what_keeps_dying_ends_the_run(sleeper: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "ROOT", sleeper.log.parent)
    whole = run.Run(FREE)
    whole.deaths["sleeper"] = [time.monotonic()] * run.MOST_RESTARTS
    with pytest.raises(run.CannotRun, match="keeps stopping"):
        whole._revive(sleeper)
