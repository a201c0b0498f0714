"""What `deploy/` and `docs/scaling.md` name is there: commands with their options, paths, variables, ports.

No container is started. The tempting clean-up that would break this: to rename a module, an option or a
variable and to look for it in Python alone.
"""

from __future__ import annotations

import re
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from dagster_project.cli import khuyencong
from dagster_project.settings import PROJECT

DEPLOY = PROJECT / "deploy"
COMPOSE = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE)["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "khuyencong"}
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
PAGE = (PROJECT / "docs" / "scaling.md").read_text(encoding="utf-8")
VARIABLE = re.compile(r"\$\{(\w+)(?::-([^}]*))?")
OF_POSTGRESQL = {"PGPASSWORD"}
"""What PostgreSQL's own library reads."""


def commands_of_the_project() -> list[list[str]]:
    """Commands of services that run the project's image, those that look after them included."""
    checks = [service["healthcheck"]["test"][1:] for service in OURS.values() if "healthcheck" in service]
    return [*(service["command"] for service in OURS.values()), *checks]


def commands_of_the_page() -> list[list[str]]:
    """What the page has people type, in blocks and in sentences."""
    blocks = "\n".join(PAGE.split("```")[1::2])
    typed = re.findall(r"^khuyencong (.*?)(?:\s+#.*)?$", blocks, re.MULTILINE)
    named = re.findall(r"`khuyencong ([^`]+)`", "".join(PAGE.split("```")[::2]))
    return [["khuyencong", *words.split()] for words in (*typed, *named)]


def answers(words: list[str]) -> bool:
    """Whether a command takes its arguments: help is shown only where all of them are known."""
    if words[0] == "khuyencong":
        program = khuyencong
    else:
        [point] = entry_points(group="console_scripts", name=words[0])
        module = __import__(point.value.split(":")[0], fromlist=["cli"])
        [maker] = [
            made for name, made in vars(module).items() if re.fullmatch(r"create_dagster\w*_cli", name)
        ]
        program = maker()
    return CliRunner().invoke(program, [*words[1:], "--help"]).exit_code == 0


def test_every_command_of_a_lake_deployment_is_known_with_its_options() -> None:
    commands = [*commands_of_the_project(), *commands_of_the_page()]
    assert len(commands) > 10
    assert [words for words in commands if not answers(words)] == []


@pytest.mark.parametrize(
    "words",
    [
        ["khuyencong", "lake", "dive"],
        ["khuyencong", "lake", "file", "--into", "x"],
        ["dagster", "api", "grpc", "--modul", "x"],
    ],
)
def test_a_command_that_is_not_known_is_seen(words: list[str]) -> None:
    assert not answers(words)


def test_every_path_of_a_lake_deployment_is_there() -> None:
    filled = VARIABLE.sub(lambda found: found[2] or "", COMPOSE).replace("}:/", ":/")
    mounted = re.findall(r"^\s+- (\.[^:\s]*):(\S+)", filled, re.MULTILINE)
    assert len(mounted) == 2
    assert [path for path, _ in mounted if not (DEPLOY / path).exists()] == []
    [home] = re.findall(r"DAGSTER_HOME=(\S+)", DOCKERFILE)
    assert f"{home}/dagster.yaml:ro" in [inside for _, inside in mounted]
    copied = re.findall(r"^COPY (?:--\S+ )*(\S+)", DOCKERFILE, re.MULTILINE)
    assert [path for path in copied if not (PROJECT / path).exists()] == []
    left_out = (PROJECT / ".dockerignore").read_text(encoding="utf-8").split()
    named = [word for words in commands_of_the_project() for word in words if "/" in word]
    named += [word for words in commands_of_the_project() for word in words if word.endswith(".yaml")]
    assert named
    for word in named:
        assert (PROJECT / word).is_file(), word
        assert word.split("/")[0] not in left_out, word
    for service in OURS.values():
        assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).is_file()


def test_every_variable_of_a_lake_deployment_is_read_by_somebody_and_told_on_the_page() -> None:
    read = "".join(path.read_text(encoding="utf-8") for path in (PROJECT / "dagster_project").rglob("*.py"))
    read += (PROJECT / "dagster_shared.yaml").read_text(encoding="utf-8")
    for service in OURS.values():
        assert not [name for name in service["environment"].keys() - OF_POSTGRESQL if name not in read]
    assert [name for name, _ in VARIABLE.findall(COMPOSE) if name not in PAGE] == []
    named = set(re.findall(r"\bKHUYENCONG_\w+", PAGE))
    assert named
    assert [name for name in named if name not in read] == []


def test_services_of_a_lake_deployment_find_each_other() -> None:
    [location] = yaml.safe_load((DEPLOY / "workspace.yaml").read_text(encoding="utf-8"))["load_from"]
    server = location["grpc_server"]
    command = OURS[server["host"]]["command"]
    assert command[command.index("--port") + 1] == str(server["port"])
    module = command[command.index("--module-name") + 1]
    assert (PROJECT / Path(*module.split("."))).with_suffix(".py").is_file()
    for service in OURS.values():
        said = " ".join(service["environment"].values())
        assert {*re.findall(r"host=(\w+)", said), *re.findall(r"http://(\w+):", said)} <= SERVICES.keys()
        assert service.get("depends_on", {}).keys() <= SERVICES.keys()


def test_the_compose_file_of_the_lake_serves_this_machine_only_and_holds_no_secret() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", ())]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)
    for line in COMPOSE.splitlines():
        if re.search("PASSWORD|SECRET|KEY", line.split(":")[0]):
            assert "${" in line, line


def test_dagster_on_a_lake_has_the_settings_of_dagster_without_one_but_for_its_storage() -> None:
    alone, shared = (
        yaml.safe_load((PROJECT / name).read_text(encoding="utf-8"))
        for name in ("dagster.yaml", "dagster_shared.yaml")
    )
    assert all(one.pop("storage") for one in (alone, shared))
    assert alone == shared
