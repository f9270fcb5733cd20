"""docker-compose.yml, Dockerfile and deploy/ read as data: what they pass and run exists."""

import re
import tomllib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
MAKE_SECRETS = (ROOT / "deploy" / "make-secrets").read_text(encoding="utf-8")
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = sorted(name for name, service in SERVICES.items() if service.get("image") == "sundial")
LASTING = ["proxy", "web", "worker", "beat", "mailin", "db", "valkey"]
PYTHON_READS = {"PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"}


def settings_read() -> set[str]:
    """Every name that the settings or the set-up of the roles take from the environment."""
    settings = (ROOT / "portal" / "settings.py").read_text(encoding="utf-8")
    bootstrap = (ROOT / "portal" / "launch" / "bootstrap.py").read_text(encoding="utf-8")
    return {
        *re.findall(r'\benv(?:\.\w+)?\(\s*"([A-Z_]+)"', settings),
        *re.findall(r'"(DATABASE_[A-Z_]*URL)"', bootstrap),
    }


def names_from_files() -> set[str]:
    text = (ROOT / "portal" / "environment.py").read_text(encoding="utf-8")
    found = re.search(r"FROM_FILES = \{(.*?)\}", text, re.DOTALL)
    assert found is not None
    return set(re.findall(r'"([A-Z_]+)"', found[1]))


def test_production_runs_every_part_behind_a_proxy() -> None:
    assert sorted(SERVICES) == sorted([*LASTING, "roles", "migrate", "agreements"])


@pytest.mark.parametrize("name", OURS)
def test_every_setting_passed_is_one_that_is_read(name: str) -> None:
    passed = {key.removesuffix("_FILE") for key in SERVICES[name]["environment"]}

    assert passed - settings_read() == set()


@pytest.mark.parametrize("name", [name for name in OURS if name != "roles"])
def test_every_setting_given_as_a_file_may_come_from_one(name: str) -> None:
    given = [key for key in SERVICES[name]["environment"] if key.endswith("_FILE")]

    assert {key.removesuffix("_FILE") for key in given} - names_from_files() == set()


def test_every_variable_of_the_image_is_read_by_the_portal_or_by_python() -> None:
    stage = DOCKERFILE.rpartition("FROM ")[2]
    block = re.search(r"^ENV (.*?)(?<!\\)$", stage, re.DOTALL | re.MULTILINE)
    assert block is not None

    assert set(re.findall(r"([A-Z_]+)=", block[1])) - PYTHON_READS <= settings_read()


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_no_secret_stands_in_the_file_itself(name: str) -> None:
    for key, value in (SERVICES[name].get("environment") or {}).items():
        if re.search("PASSWORD|SECRET|_URL", key) and key != "PORTAL_URL":
            assert key.endswith("_FILE")
            assert value.startswith("/run/secrets/")


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_secret_read_is_mounted_and_no_other(name: str) -> None:
    text = str(SERVICES[name])
    read = set(re.findall(r"/run/secrets/(\w+)", text))

    assert read == set(SERVICES[name].get("secrets", []))


def test_every_secret_is_one_that_make_secrets_makes() -> None:
    made = set(re.findall(r"keep (\w+) ", MAKE_SECRETS))

    assert set(COMPOSE["secrets"]) == made
    for name, secret in COMPOSE["secrets"].items():
        assert secret == {"file": f"deploy/secrets/{name}"}


def test_only_the_set_up_of_the_roles_knows_the_superuser() -> None:
    knows = [name for name in OURS if "database_superuser_url" in SERVICES[name]["secrets"]]

    assert knows == ["roles"]


def test_only_the_set_up_and_the_migrations_know_the_owner() -> None:
    knows = [name for name in OURS if "database_owner_url" in SERVICES[name]["secrets"]]

    assert knows == ["migrate", "roles"]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_nothing_runs_as_root(name: str) -> None:
    assert SERVICES[name]["user"].split(":")[0] not in {"", "0", "root"}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_nothing_may_gain_rights(name: str) -> None:
    assert SERVICES[name]["cap_drop"] == ["ALL"]
    assert SERVICES[name]["security_opt"] == ["no-new-privileges:true"]


def test_the_image_itself_drops_root() -> None:
    users = re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE)

    assert users == ["10001:10001"]


@pytest.mark.parametrize("name", LASTING)
def test_everything_that_keeps_running_is_asked_whether_it_is_well(name: str) -> None:
    check = SERVICES[name]["healthcheck"]

    assert check["test"]
    assert check["retries"] >= 3


def test_only_the_proxy_is_open_to_the_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert all("inside" in service["networks"] for service in SERVICES.values())


def test_the_steps_before_a_start_come_in_order() -> None:
    def waits_for(name: str) -> dict[str, str]:
        return {key: value["condition"] for key, value in SERVICES[name]["depends_on"].items()}

    done = "service_completed_successfully"
    assert waits_for("roles") == {"db": "service_healthy"}
    assert waits_for("migrate") == {"roles": done}
    assert waits_for("agreements") == {"migrate": done}
    for name in ("web", "worker", "beat", "mailin"):
        assert waits_for(name) == {"agreements": done, "valkey": "service_healthy"}


def test_the_database_is_postgresql_18_and_the_queue_valkey() -> None:
    assert SERVICES["db"]["image"] == "postgres:18"
    assert SERVICES["valkey"]["image"].startswith("valkey/valkey:")


def test_the_image_has_the_python_the_project_asks_for() -> None:
    wanted = (ROOT / ".python-version").read_text(encoding="ascii").strip()

    assert set(re.findall(r"^FROM python:(\S+?)-slim", DOCKERFILE, re.MULTILINE)) == {wanted}


def test_the_image_installs_only_what_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = (ROOT / "requirements.lock").read_text(encoding="utf-8")

    assert "--constraint requirements.lock" in DOCKERFILE
    for requirement in project["dependencies"]:
        package = re.split(r"[\[<>=~ ]", requirement)[0]
        assert re.search(rf"^{re.escape(package)}==", locked, re.MULTILINE), package


@pytest.mark.parametrize("name", OURS)
def test_every_command_starts_a_program_that_is_there(name: str) -> None:
    command = SERVICES[name].get("command", ["granian"])
    program = command[0]

    if command[:2] == ["python", "-m"]:
        assert find_spec(command[2]) is not None
    elif program == "python":
        assert (ROOT / command[1]).exists()
    else:
        assert find_spec(program) is not None


def test_secrets_and_data_stay_out_of_the_image() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()

    assert {"deploy/secrets", ".env", ".data", ".git", ".venv"} <= set(ignored)


def test_secrets_and_data_stay_out_of_the_repository() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()

    assert {"/deploy/secrets/", "/.env", ".data/", ".venv/"} <= set(ignored)
