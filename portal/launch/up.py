"""`bin/up`: everything Sundial needs, started in order, watched, and stopped in order."""

import signal
import socket
import sys
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import IO

from portal.embedded.home import Home
from portal.embedded.servers import stop_postgres, stop_valkey
from portal.embedded.slots import lock
from portal.embedded.trouble import Trouble
from portal.launch.broker import broker_for, worker_answers
from portal.launch.database import Database, database_for
from portal.launch.parts import parts
from portal.launch.prepare import demo_sign_ins, prepare
from portal.launch.ready import check_sign_in_page, wait_until_ready
from portal.launch.steps import say, step
from portal.launch.supervisor import Supervisor, clear_what_a_killed_supervisor_left
from portal.launch.surroundings import (
    Environment,
    callers_environment,
    fill_gaps,
    home_of,
    is_demo,
)

WORKER_ATTEMPTS = 15
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def up(*, port: int, check: bool) -> int:
    """This function will run Sundial until it is told to stop, or prove that it runs."""
    for number in ENDINGS:
        signal.signal(number, _interrupt)
    environment = callers_environment()
    home = home_of(environment)
    fill_gaps(environment, home, port)
    try:
        with ExitStack() as stack:
            stack.enter_context(_only_one(home, port))
            _stop_afterwards(stack, environment, home)
            clear_what_a_killed_supervisor_left(home.root / "processes")
            _check_port(port)
            _run(environment, home, port=port, check=check)
    except KeyboardInterrupt:
        say("\nStopped.")
    return 0


def _stop_afterwards(stack: ExitStack, environment: Environment, home: Home) -> None:
    # Last in, first out: once the stopping begins nothing may disturb it.
    if "DATABASE_URL" not in environment:
        stack.callback(stop_postgres, home)
    if "REDIS_URL" not in environment:
        stack.callback(stop_valkey, home)
    stack.callback(_ignore_endings)


def _run(environment: Environment, home: Home, *, port: int, check: bool) -> None:
    database = _start_servers(environment, home)
    prepare(environment, database)
    notes = home.root / "processes"
    with ExitStack() as stack:
        each = parts(port, home.root, environment["LOG_LEVEL"])
        supervisor = Supervisor(each, environment, notes)
        stack.enter_context(supervisor)
        stack.callback(_ignore_endings)
        say("Starting web, worker and beat ...")
        supervisor.start()
        _wait(supervisor, port)
        if check:
            _verify(environment, supervisor, port)
            say(f"Sundial is ready: http://127.0.0.1:{port}/ answered. Stopping.")
            return
        _greet(environment, port)
        supervisor.watch()


def _start_servers(environment: Environment, home: Home) -> Database:
    with step("Starting PostgreSQL" if "DATABASE_URL" not in environment else "Asking PostgreSQL"):
        database = database_for(environment, home)
    with step("Starting Valkey" if "REDIS_URL" not in environment else "Asking Valkey"):
        environment["REDIS_URL"] = broker_for(environment, home)
    environment["DATABASE_URL"] = database.app_url
    environment.pop("DATABASE_OWNER_URL", None)  # no part of the running portal may have it
    return database


def _wait(supervisor: Supervisor, port: int) -> None:
    try:
        wait_until_ready(port, supervisor.look)
    except Trouble as trouble:
        raise Trouble(f"{supervisor.last_words('web')}\n{trouble}") from None


def _verify(environment: Environment, supervisor: Supervisor, port: int) -> None:
    check_sign_in_page(port)
    for _ in range(WORKER_ATTEMPTS):
        supervisor.look()
        if worker_answers(environment["REDIS_URL"], seconds=2):
            return
    raise Trouble(f"{supervisor.last_words('worker')}\nThe worker does not answer.")


def _greet(environment: Environment, port: int) -> None:
    lines = [f"Sundial runs at http://127.0.0.1:{port}/  (Ctrl-C stops it)"]
    if is_demo(environment):
        lines.append(demo_sign_ins(environment))
    say("\n" + "\n\n".join(lines) + "\n")


def _only_one(home: Home, port: int) -> IO[str]:
    path = home.root / "up.lock"
    held = lock(path)
    if held is None:
        raise Trouble(
            f"Sundial runs from this directory already ({_first_line(path)}): use it, or stop it "
            "with Ctrl-C where it was started."
        )
    held.truncate(0)
    held.write(f"http://127.0.0.1:{port}/\n")
    held.flush()
    return held


def _first_line(path: Path) -> str:
    return path.read_text(encoding="ascii").partition("\n")[0]


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        # Without this, an address used a minute ago would look taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Trouble(
                f"Port {port} cannot be used ({error.strerror}): stop the program that has it, or "
                f"choose another: bin/up --port {port + 1}"
            ) from None


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _ignore_endings() -> None:
    for number in ENDINGS:
        signal.signal(number, signal.SIG_IGN)
    sys.stdout.flush()
