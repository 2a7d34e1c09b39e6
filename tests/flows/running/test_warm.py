"""A run is started as a fork that behaves as the process Prefect thinks it started: output, exit, signals, death."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import psutil
import pytest

import flows.running.warm_start
from cycle.lifetime import bound
from flows.running.warm import SOCKET, start_runs_bound

ENGINE = '''
"""Stands in for Prefect's engine: what it does is in the environment of the run."""
import os, sys
print("imported" if "warmed" in sys.modules else "cold", os.environ.get("RUN"), os.getcwd(), __name__, flush=True)
exec(os.environ.get("DO", ""))
'''
PARENT = """
import sys
import flows.running.warm as warm
import types
def import_everything():
    sys.modules["warmed"] = types.ModuleType("warmed")
    print("ready", flush=True)
warm._import_everything = import_everything
warm.main(sys.argv[1])
"""
"""The waiting parent as it is, but for the seconds it takes to import Prefect."""

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def engine(tmp_path: Path) -> Mapping[str, str]:
    """An environment where `prefect.engine` is ours."""
    package = tmp_path / "lib" / "prefect"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "engine.py").write_text(ENGINE)
    root = Path(flows.running.warm_start.__file__).parents[1]
    return {"PATH": os.environ["PATH"], "PYTHONPATH": f"{package.parent}{os.pathsep}{root}"}


@pytest.fixture
def parent(tmp_path: Path, engine: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", PARENT, str(tmp_path / "warm")]
    with subprocess.Popen(command, env=dict(engine), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        while not (tmp_path / "warm").exists():
            time.sleep(0.01)
        yield process
        process.kill()


@pytest.fixture
def start(tmp_path: Path, engine: Mapping[str, str]) -> Iterator[Start]:
    """Start a run as Prefect's runner does."""
    started: list[subprocess.Popen[str]] = []
    folder = tmp_path / "folder"
    folder.mkdir()

    def start(do: str = "", run: str = "run-1") -> subprocess.Popen[str]:
        environment = {**engine, SOCKET: str(tmp_path / "warm"), "RUN": run, "DO": do}
        command = [sys.executable, "-S", str(Path(flows.running.warm_start.__file__))]
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=folder
        )
        started.append(process)
        return process

    yield start
    for popen in started:
        popen.kill()
        popen.communicate()


def said(process: subprocess.Popen[str]) -> str:
    return process.communicate(timeout=60)[0]


@pytest.mark.usefixtures("parent")
def test_a_run_is_a_fork_with_its_own_environment_folder_and_output(start: Start, tmp_path: Path) -> None:
    first, second = start(run="run-1"), start(run="run-2")
    folder = tmp_path / "folder"
    assert said(first) == f"imported run-1 {folder} __main__\n"
    assert said(second) == f"imported run-2 {folder} __main__\n"
    assert (first.returncode, second.returncode) == (0, 0)


@pytest.mark.usefixtures("parent")
@pytest.mark.parametrize(
    ("do", "code"),
    [
        ("", 0),
        ("sys.exit(3)", 3),
        ("sys.exit('not a number')", 1),
        ("sys.exit(None)", 0),
        ("os._exit(7)", 7),
        ("raise ValueError('a step failed')", 1),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", -signal.SIGKILL),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", -signal.SIGSEGV),
    ],
)
def test_a_run_ends_as_its_fork_ends(start: Start, do: str, code: int) -> None:
    process = start(do)
    output = said(process)
    assert process.returncode == code
    assert ("ValueError: a step failed" in output) is ("ValueError" in do)


@pytest.mark.usefixtures("parent")
def test_a_polite_stop_reaches_the_fork(start: Start) -> None:
    polite = "import signal, time; signal.signal(signal.SIGTERM, lambda *_: sys.exit(15))"
    process = start(f"{polite}; print('working', flush=True); time.sleep(60)")
    assert process.stdout is not None
    assert [process.stdout.readline() for _ in range(2)][1] == "working\n"
    process.terminate()
    assert process.wait(60) == 15


@pytest.mark.usefixtures("parent")
def test_a_fork_that_does_not_listen_dies_of_the_signal(start: Start) -> None:
    process = start("import time; print('working', flush=True); time.sleep(60)")
    assert process.stdout is not None
    assert [process.stdout.readline() for _ in range(2)][1] == "working\n"
    process.terminate()
    assert process.wait(60) == -signal.SIGTERM


@pytest.mark.usefixtures("parent")
def test_the_fork_of_a_killed_run_is_killed(start: Start) -> None:
    """Prefect kills the process it knows, and believes the run dead."""
    process = start("import os, time; print(os.getpid(), flush=True); time.sleep(60)")
    assert process.stdout is not None
    fork = psutil.Process(int([process.stdout.readline() for _ in range(2)][1]))
    process.kill()
    process.wait(60)
    assert psutil.wait_procs([fork], timeout=60)[1] == []


def test_no_run_outlives_the_waiting_parent(start: Start, parent: subprocess.Popen[str]) -> None:
    process = start("import os, time; print(os.getpid(), flush=True); time.sleep(60)")
    assert process.stdout is not None
    fork = psutil.Process(int([process.stdout.readline() for _ in range(2)][1]))
    parent.kill()
    assert psutil.wait_procs([fork], timeout=60)[1] == []
    assert process.wait(60) == 1


def test_without_a_waiting_parent_the_ordinary_command_runs(start: Start, tmp_path: Path) -> None:
    process = start("sys.exit(4)")
    assert said(process) == f"cold run-1 {tmp_path / 'folder'} __main__\n"
    assert process.returncode == 4


def test_who_asks_while_the_parent_imports_waits_for_a_fork(
    start: Start, engine: Mapping[str, str], tmp_path: Path
) -> None:
    """To import it all beside the parent would take both of them longer."""
    slow = PARENT.replace("    sys.modules", "    sys.stdin.readline()\n    sys.modules")
    command = [sys.executable, "-c", slow, str(tmp_path / "warm")]
    with subprocess.Popen(command, env=dict(engine), stdin=subprocess.PIPE, text=True) as parent:
        while not (tmp_path / "warm").exists():
            time.sleep(0.01)
        process = start()
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.2)
        assert parent.stdin is not None
        parent.stdin.write("go on\n")
        parent.stdin.flush()
        assert said(process).startswith("imported run-1 ")
        parent.kill()


def test_a_parent_that_cannot_import_leads_to_the_ordinary_command(
    start: Start, engine: Mapping[str, str], tmp_path: Path
) -> None:
    broken = PARENT.replace("    sys.modules", "    sys.exit(sys.stdin.readline())\n    sys.modules")
    command = [sys.executable, "-c", broken, str(tmp_path / "warm")]
    with subprocess.Popen(command, env=dict(engine), stdin=subprocess.PIPE, text=True) as parent:
        while not (tmp_path / "warm").exists():
            time.sleep(0.01)
        process = start()
        time.sleep(0.2)
        assert parent.stdin is not None
        parent.stdin.write("")
        parent.stdin.close()
        assert said(process).startswith("cold run-1 ")


def test_a_stale_socket_leads_to_the_ordinary_command(start: Start, parent: subprocess.Popen[str]) -> None:
    parent.kill()
    parent.wait(60)
    process = start()
    assert said(process).startswith("cold run-1 ")
    assert process.returncode == 0


def test_only_this_user_may_ask_for_a_fork(parent: subprocess.Popen[str], tmp_path: Path) -> None:
    assert parent.poll() is None
    assert (tmp_path / "warm").stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("parent")
def test_a_caller_that_breaks_off_does_not_stop_the_parent(start: Start, tmp_path: Path) -> None:
    import socket

    for words in (b"", b"\0\0\0\x09", b"nonsense"):
        with socket.socket(socket.AF_UNIX) as caller:
            caller.connect(str(tmp_path / "warm"))
            caller.sendall(words)
    assert said(start()).startswith("imported run-1 ")


async def _remember(command: list[str], **options: object) -> tuple[list[str], dict[str, object]]:
    return command, options


def test_only_the_engine_is_started_warm(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import asyncio

    import prefect.runner._starter_engine as starter

    monkeypatch.setattr(starter, "run_process", _remember)
    assert start_runs_bound(tmp_path / "warm")
    engine, options = asyncio.run(starter.run_process([sys.executable, "-m", "prefect.engine"], env={"A": "1"}))  # type: ignore[arg-type, misc]
    other, untouched = asyncio.run(starter.run_process(["git", "status"], env={"A": "1"}))  # type: ignore[misc]

    assert engine[-1].endswith("warm_start.py")
    assert engine == bound(engine[-4:])
    assert options == {"env": {"A": "1", SOCKET: str(tmp_path / "warm")}}
    assert (other, untouched) == (["git", "status"], {"env": {"A": "1"}})


def test_a_run_that_is_not_started_warm_ends_with_the_service_too(monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio

    import prefect.runner._starter_engine as starter

    monkeypatch.setattr(starter, "run_process", _remember)
    assert start_runs_bound(None)
    command = [sys.executable, "-m", "prefect.engine"]
    begun, options = asyncio.run(starter.run_process(command, env={"A": "1"}))  # type: ignore[arg-type, misc]
    assert (begun, options) == (bound(command), {"env": {"A": "1"}})
