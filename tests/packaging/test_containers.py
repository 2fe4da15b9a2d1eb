"""The image and docker-compose.yml: fitting the repository, each other and the manifests."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
PRODUCT = ("web", "live", "worker-bulk", "worker-interactive", "worker-control", "beat")


def test_one_image_serves_every_process() -> None:
    images = {SERVICES[name]["image"] for name in (*PRODUCT, "migrate", "keys")}
    assert len(images) == 1
    for name in PRODUCT:
        assert "-".join(SERVICES[name]["command"]) == name


def test_the_processes_are_those_of_the_manifests() -> None:
    folder = ROOT / "k8s" / "base"
    found = {
        each["metadata"]["name"]
        for path in (folder / "deployment.yaml", folder / "workers.yaml")
        for each in yaml.safe_load_all(path.read_text())
        if each["kind"] == "Deployment"
    }
    assert found == set(PRODUCT)


def test_nothing_of_the_product_may_write_or_be_root_except_for_development() -> None:
    for name in (*PRODUCT, "migrate"):
        service = SERVICES[name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "user" not in service
    assert SERVICES["debug"]["profiles"] == ["debug"]
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy", "debug"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}


def test_the_debug_profile_has_a_debugger_the_source_and_reload() -> None:
    debug = SERVICES["debug"]
    assert ".:/app" in debug["volumes"]
    assert any(port.endswith(":5678") for port in debug["ports"])
    assert debug["build"]["target"] == "debug"
    assert "--reload" in (ROOT / "scripts" / "process.sh").read_text()


def test_everything_waits_for_the_migrations_and_no_more_for_what_it_can_do_without() -> None:
    for name in PRODUCT:
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert SERVICES["migrate"]["depends_on"]["postgres"] == {"condition": "service_healthy"}


def test_the_settings_are_ones_that_the_application_reads() -> None:
    documented = (ROOT / ".env.example").read_text()
    for name in SERVICES["web"]["environment"]:
        assert f"{name.removesuffix('_FILE')}=" in documented, name


def test_tools_for_the_database_run_this_folders_scripts_with_the_databases_own_programs() -> None:
    for name in ("backup", "restore"):
        tool = SERVICES[name]
        assert tool["profiles"] == ["tools"], "they don't start with the rest"
        assert tool["image"] == SERVICES["postgres"]["image"]
        assert f"/app/scripts/{name}.sh" in tool["entrypoint"][2]
        assert "./scripts:/app/scripts:ro" in tool["volumes"]
        assert tool["depends_on"] == {"postgres": {"condition": "service_healthy"}}


def test_logs_do_not_fill_the_disk_and_nothing_of_development_gets_in() -> None:
    for name, service in SERVICES.items():
        if service.get("restart") == "unless-stopped":
            assert service["logging"]["options"].keys() == {"max-size", "max-file"}, name
    assert SERVICES["web"]["environment"]["DEBUG"] == "false"
    assert SERVICES["web"]["env_file"] == [{"path": ".env", "required": False}]


def test_no_registry_and_no_password_stands_in_the_files() -> None:
    images = re.findall(r"(?:image:|FROM) (\S+)", (ROOT / "docker-compose.yml").read_text() + DOCKERFILE)
    for image in images:
        first = image.split("/")[0]
        assert "." not in first.split(":")[0] or "/" not in image, image
    assert "PASSWORD:" not in (ROOT / "docker-compose.yml").read_text()


def test_the_image_has_several_stages_hashes_and_a_user_of_its_own() -> None:
    assert DOCKERFILE.count("\nFROM ") >= 4
    installs = re.findall(r"pip install (?:[^\n]*\\\n)*[^\n]*", DOCKERFILE)
    assert installs
    assert all("--require-hashes" in each for each in installs)
    assert "npm-cli.js ci " in DOCKERFILE
    runtime = DOCKERFILE.partition(" AS runtime")[2].partition("\nFROM ")[0]
    assert "\nUSER 10001:10001\n" in runtime
    assert "\nHEALTHCHECK " in runtime
    assert 'ENTRYPOINT ["/app/scripts/process.sh"]' in runtime


def test_what_the_image_takes_is_there_and_is_no_more_than_it_needs() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    taken = {line[2:] for line in lines if line.startswith("!/")}
    assert lines[1] == "*"
    assert all((ROOT / name).exists() for name in taken)
    assert not {"tests", ".env", ".git", "var", "k8s"} & taken
    apps = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert apps <= taken


@pytest.mark.parametrize("role", ["", "nothing", "worker", "worker nothing"])
def test_a_role_that_does_not_exist_is_refused(role: str) -> None:
    done = subprocess.run(
        [ROOT / "scripts" / "process.sh", *role.split()], capture_output=True, text=True, check=False, timeout=30
    )
    assert done.returncode == 2
    assert "usage: scripts/process.sh ROLE" in done.stderr
