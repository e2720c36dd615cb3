"""The command line as a program: exit codes, one clear sentence for each mistake, stopping in order."""

from __future__ import annotations

import contextlib
import io
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import structlog

from api.__main__ import main
from api.data_folder import read_key
from tests.waiting import wait_until

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Done:
    """What a command left: its exit code and what it said."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    yield
    structlog.reset_defaults()


def _run(*words: str) -> Done:
    """Run a command in this process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = main(words)
        except SystemExit as end:
            code = int(end.code or 0)
    return Done(code, out.getvalue(), err.getvalue())


class Program:
    """A command that runs until it is stopped; its lines are collected as they come."""

    def __init__(self, *words: str) -> None:
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "api", *words],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        if self.process.stdout is not None:
            self.lines.extend(iter(self.process.stdout.readline, ""))

    def stop(self, number: signal.Signals) -> tuple[int, str]:
        """Send a signal, and return exit code and what was written to stderr."""
        self.process.send_signal(number)
        errors = self.process.stderr.read() if self.process.stderr is not None else ""
        return self.process.wait(60), errors

    def close(self) -> None:
        """End the command at once where it still runs, and let its streams go."""
        self.process.kill()
        self.process.wait(60)
        self._reader.join(10)
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()


@contextmanager
def _running(*words: str) -> Iterator[Program]:
    program = Program(*words)
    try:
        yield program
    finally:
        program.close()


def _config(tmp_path: Path, mqtt_port: int, more: str = "") -> Path:
    file = tmp_path / "coldframe.toml"
    file.write_text(
        f'data = "{tmp_path}/data"\n[broker]\nenabled = true\nport = {mqtt_port}\n[http]\nport = 0\n{more}',
        encoding="utf-8",
    )
    return file


def _assert_one_clear_sentence(done: Done, *parts: str) -> None:
    assert done.returncode == 2, done.stderr
    assert done.stderr.startswith("coldframe: ")
    assert "Traceback" not in done.stderr
    for part in parts:
        assert part in done.stderr


@pytest.mark.parametrize(
    "words", [[], ["dance"], ["serve"], ["demo", "--port", "0"], ["demo", "--speed", "-1"], ["token"]]
)
def test_a_command_that_cannot_be_meant_is_told(words: list[str]) -> None:
    """Unknown commands and options end with exit code 2 and the usage."""
    done = _run(*words)
    assert done.returncode == 2
    assert "usage: coldframe" in done.stderr


def test_a_scenario_or_bench_that_there_is_not_is_told(free_port: int) -> None:
    """Both simulate and bench name what there is instead."""
    done = _run("simulate", "atlantis", "--broker", f"mqtt://127.0.0.1:{free_port}")
    _assert_one_clear_sentence(done, "atlantis", "qingtian")
    assert _run("bench", "swimming").returncode == 2


def test_simulated_gateways_publish_until_they_are_stopped(tmp_path: Path, free_port: int) -> None:
    """A scenario played to a service that runs fills its journal, and Ctrl-C ends it in order."""
    config = _config(tmp_path, free_port)
    broker = f"mqtt://127.0.0.1:{free_port}"
    with (
        _running("serve", "--config", str(config)) as service,
        _running("simulate", "qingtian", "--broker", broker, "--speed", "100") as gateways,
    ):
        wait_until(lambda: read_key(tmp_path / "data") is not None, 30, "the start")
        key = read_key(tmp_path / "data")
        assert key is not None
        url = f"{key[0]}/api/v1/devices"
        wait_until(lambda: len(httpx.get(url, trust_env=False).json()) > 5, 60, "the devices")
        assert gateways.stop(signal.SIGINT)[0] == 0
        assert service.stop(signal.SIGTERM) == (0, "")


def test_every_command_explains_itself() -> None:
    """The help lists every command."""
    done = _run("--help")
    assert done.returncode == 0
    for command in ("demo", "serve", "check", "simulate", "token", "bench"):
        assert command in done.stdout


def test_help_is_a_word_too() -> None:
    """`coldframe help` lists the commands, as people try first."""
    assert _run("help").stdout == _run("--help").stdout != ""


def test_all_mistakes_of_a_configuration_are_told(tmp_path: Path) -> None:
    """Both check and serve report every mistake of a file, with its path and value, and end with code 2."""
    file = tmp_path / "bad.toml"
    file.write_text('colour = "red"\n[http]\nport = 99999\n[mqtt]\nkeep_alive_s = 1\n', encoding="utf-8")
    for command in ("check", "serve"):
        done = _run(command, "--config", str(file))
        _assert_one_clear_sentence(done, "3 mistakes", "colour", "http.port", "99999", "mqtt.keep_alive_s")


def test_check_tries_what_can_be_tried(tmp_path: Path, free_port: int) -> None:
    """A broker that does not answer is found before the start; no place goes without a recipe that exists."""
    file = tmp_path / "coldframe.toml"
    farm = """
    [[sites]]
    id = "farm"
    name = "Farm"
    time_zone = "Asia/Shanghai"
    [[places]]
    id = "room"
    site = "farm"
    name = "Room"
    kind = "cold_room"
    recipe = "igloo"
    """
    file.write_text(
        f'data = "{tmp_path}/data"\n[http]\nport = 0\n[mqtt]\nurl = "mqtt://127.0.0.1:{free_port}"\n{farm}'
    )
    done = _run("check", "--config", str(file))
    assert done.returncode == 2
    assert f"cannot reach 127.0.0.1:{free_port}: Connection refused -> start it" in done.stdout
    assert "igloo" in done.stdout
    done = _run("serve", "--config", str(file))
    _assert_one_clear_sentence(done, "places.0.recipe: saw 'igloo', expected one of cold_room")
    assert not (tmp_path / "data").exists()


def test_check_is_content_with_a_good_configuration(tmp_path: Path, free_port: int) -> None:
    """A configuration that can be started ends with exit code 0."""
    done = _run("check", "--config", str(_config(tmp_path, free_port)))
    assert (done.returncode, done.stderr) == (0, "")
    assert "wrong" not in done.stdout


def test_a_taken_port_is_told(tmp_path: Path, free_port: int) -> None:
    """Both serve and demo name the port that another program has."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = _run("demo", "--port", str(port), "--mqtt-port", str(free_port))
        _assert_one_clear_sentence(done, str(port), "--port")
        done = _run("serve", "--config", str(_config(tmp_path, port)))
        _assert_one_clear_sentence(done, str(port))


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, free_port: int) -> None:
    """The service names the data folder that it cannot use."""
    file = tmp_path / "coldframe.toml"
    file.write_text(f'data = "{file}"\n[broker]\nenabled = true\nport = {free_port}\n', encoding="utf-8")
    _assert_one_clear_sentence(_run("serve", "--config", str(file)), str(file), "cannot be written")


def test_outside_loopback_serve_wants_a_token_first(tmp_path: Path, free_port: int) -> None:
    """The service refuses to show a farm to others without a token, and says how to make one."""
    file = _config(tmp_path, free_port, 'host = "0.0.0.0"\n')
    _assert_one_clear_sentence(_run("serve", "--config", str(file)), "coldframe token --name")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_stops_in_order(tmp_path: Path, free_port: int, number: signal.Signals) -> None:
    """Ctrl-C and SIGTERM end the service in order, with exit code 0 and nothing on stderr."""
    with _running("serve", "--config", str(_config(tmp_path, free_port))) as program:
        wait_until(lambda: any("serves http" in line for line in program.lines), 30, "the start")
        assert program.stop(number) == (0, "")
        wait_until(lambda: "stopped" in program.lines[-1], what="the last line")


def test_tokens_are_made_beside_a_running_and_a_stopped_service(tmp_path: Path, free_port: int) -> None:
    """A running service is asked over HTTP, a stopped one's folder is opened: the tokens are the same."""
    config = str(_config(tmp_path, free_port))
    before = _run("token", "--name", "ana", "--config", config)
    assert before.returncode == 0, before.stderr
    with _running("serve", "--config", config) as program:
        wait_until(lambda: any("serves http" in line for line in program.lines), 30, "the start")
        made = _run("token", "--name", "luis", "--config", config)
        assert made.returncode == 0, made.stderr
        listed = _run("token", "--list", "--config", config)
        assert listed.stdout.split() == ["ana", "luis"]
        key = read_key(tmp_path / "data")
        assert key is not None
        for secret in (before.stdout.strip(), made.stdout.strip()):
            answer = httpx.post(
                f"{key[0]}/api/v1/alerts/none/acknowledge",
                headers={"Authorization": f"Bearer {secret}"},
                json={"by": "Ana"},
                trust_env=False,
            )
            assert answer.status_code == 404
        again = _run("token", "--name", "ana", "--config", config)
        _assert_one_clear_sentence(again, "ana")
        program.stop(signal.SIGTERM)
    assert _run("token", "--revoke", "ana", "--config", config).returncode == 0
    assert _run("token", "--list", "--config", config).stdout.split() == ["luis"]
    _assert_one_clear_sentence(_run("token", "--revoke", "nobody", "--config", config), "nobody")


def test_the_demo_shows_a_farm_with_its_history(tmp_path: Path, free_port: int) -> None:
    """The demo prints a link, behind it is a farm with days of history, and Ctrl-C ends it in order."""
    port = _other_port(free_port)
    words = ("demo", "--port", str(port), "--mqtt-port", str(free_port), "--data", str(tmp_path / "data"))
    with _running(*words) as program:
        link = f"open http://127.0.0.1:{port}/?token="
        wait_until(lambda: any(line.startswith(link) for line in program.lines), 30, "the link")
        url = f"http://127.0.0.1:{port}/api/v1"
        wait_until(lambda: _has_history(url), 60, "three days of history")
        summary = httpx.get(f"{url}/summary", trust_env=False).json()
        assert (summary["simulated"], summary["clock_speed"]) == (True, 60.0)
        code, errors = program.stop(signal.SIGINT)
        assert (code, errors) == (0, "")
    again = _run(*words)
    _assert_one_clear_sentence(again, "holds data already")


def _has_history(url: str) -> bool:
    device = "qingtian:packhouse:cold-room-air"
    query = {"device": device, "quantity": "air_temperature_c", "start": "2001-01-01T00:00:00Z"}
    answer = httpx.get(f"{url}/readings", params=query, trust_env=False)
    points = answer.json().get("points", []) if answer.status_code == 200 else []
    return bool(points) and points[-1][0] - points[0][0] > 2.9 * 86_400_000


def _other_port(taken: int) -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    assert port != taken
    return port
