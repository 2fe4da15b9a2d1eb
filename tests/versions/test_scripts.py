"""update-version.sh and publish_to_prod.sh of scripts/, in a throw-away repository; docker and kubectl are stubs."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from versions.services import PARTS, Number, version_next

ROOT = Path(__file__).resolve().parents[2]
OVERLAY = "k8s/overlays/production/kustomization.yaml"
STUB = """#!/bin/sh
echo "$(basename "$0") $*" >> "$CALLS"
case "$(basename "$0") $*" in
  ${FAIL_AT:-nothing}*) echo "stub: refused" >&2; exit 1 ;;
  ${KILL_AT:-nothing}*) kill -TERM "$PPID"; exit 0 ;;
esac
"""
DEPLOYMENTS = ("web", "live", "worker-bulk", "worker-interactive", "worker-control", "beat")


@dataclass
class Repository:
    """A small checkout with a release 1.4.2+17."""

    folder: Path

    def run(self, *words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [str(word) for word in words],
            cwd=self.folder,
            env={
                **os.environ,
                "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
                "CALLS": str(self.folder / "calls"),
                "IMAGE": "registry.example.org/workouttracker",
                "GIT_CONFIG_GLOBAL": os.devnull,
                **environment,
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def publish(self, *options: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        return self.run("scripts/publish_to_prod.sh", *options, **environment)

    def version(self) -> str:
        return "{major}.{minor}.{patch}+{build}".format(**json.loads((self.folder / "version.json").read_text()))

    def calls(self) -> list[str]:
        """What docker, kubectl and scripts/test were asked, and forget it."""
        place = self.folder / "calls"
        lines = place.read_text().splitlines() if place.exists() else []
        place.unlink(missing_ok=True)
        return lines

    def git(self, *words: str) -> str:
        done = self.run("git", *words)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def everything(self) -> dict[str, str]:
        """Every file outside of .git and bin."""
        files = (path for path in self.folder.rglob("*") if path.is_file())
        return {
            str(path.relative_to(self.folder)): path.read_text()
            for path in files
            if path.relative_to(self.folder).parts[0] not in {".git", "bin", "calls"}
        }


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path)
    (tmp_path / "scripts").mkdir()
    for name in ("update-version.sh", "publish_to_prod.sh"):
        shutil.copy(ROOT / "scripts" / name, tmp_path / "scripts" / name)
    (tmp_path / "version.json").write_text('{"major": 1, "minor": 4, "patch": 2, "build": 17}\n')
    overlay = tmp_path / OVERLAY
    overlay.parent.mkdir(parents=True)
    overlay.write_text("images:\n  - name: workouttracker\n    newName: workouttracker\n    newTag: latest\n")
    (tmp_path / ".gitignore").write_text("/var/\n/bin/\n/calls\n")
    (tmp_path / "bin").mkdir()
    for place in (tmp_path / "bin" / "docker", tmp_path / "bin" / "kubectl", tmp_path / "scripts" / "test"):
        place.write_text(STUB)
        place.chmod(0o755)
    made.git("init", "--quiet", "--initial-branch=main")
    for name, value in (("user.name", "Olga"), ("user.email", "olga@example.org"), ("commit.gpgsign", "false")):
        made.git("config", name, value)
    made.git("add", ".")
    made.git("commit", "--quiet", "--message", "A checkout")
    return made


# --- The number ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", PARTS)
def test_the_script_raises_as_the_application_does(repository: Repository, part: str) -> None:
    expected = str(version_next(Number.parse("1.4.2+17"), part))  # type: ignore[arg-type]
    said = repository.run("scripts/update-version.sh", part, "--dry-run")
    assert said.stdout == f"1.4.2+17 -> {expected}   (nothing was written)\n"
    assert repository.version() == "1.4.2+17"
    said = repository.run("scripts/update-version.sh", part)
    assert said.stdout == f"1.4.2+17 -> {expected}\n"
    assert repository.version() == expected


def test_without_a_part_the_build_rises_and_wrong_words_change_nothing(repository: Repository) -> None:
    wrong = repository.run("scripts/update-version.sh", "huge")
    assert wrong.returncode == 2
    assert "usage:" in wrong.stderr
    assert repository.version() == "1.4.2+17"
    assert repository.run("scripts/update-version.sh").returncode == 0
    assert repository.version() == "1.4.2+18"


@pytest.mark.parametrize("content", ["", "{}", '{"major": 1, "minor": 4, "patch": "2", "build": 17}', "[1]"])
def test_a_damaged_file_is_left_alone(repository: Repository, content: str) -> None:
    (repository.folder / "version.json").write_text(content)
    said = repository.run("scripts/update-version.sh")
    assert said.returncode == 1
    assert "version.json can't be read" in said.stderr
    assert (repository.folder / "version.json").read_text() == content


# --- Publishing ------------------------------------------------------------------------------------------------------


def test_a_release_goes_through_every_step_in_order(repository: Repository) -> None:
    commit = repository.git("rev-parse", "HEAD")
    said = repository.publish("minor")
    assert said.returncode == 0, said.stdout + said.stderr
    image, kube = "registry.example.org/workouttracker", "kubectl --namespace workouttracker"
    arguments = f"--build-arg VERSION=1.5.0+18 --build-arg COMMIT={commit}"
    assert repository.calls() == [
        "test ",
        f"docker build {arguments} --tag {image}:1.5.0-18 --tag {image}:latest .",
        f"docker push {image}:1.5.0-18",
        f"docker push {image}:latest",
        f"{kube} delete job migrate --ignore-not-found",
        f"{kube} apply -k k8s/overlays/production",
        *(f"{kube} rollout status deployment/{name} --timeout=600s" for name in DEPLOYMENTS),
        f"{kube} exec deployment/web -- python manage.py record_version --commit {commit} --json",
    ]
    assert repository.version() == "1.5.0+18"
    overlay = (repository.folder / OVERLAY).read_text()
    assert f'newName: "{image}"' in overlay
    assert 'newTag: "1.5.0-18"' in overlay
    assert repository.git("tag", "--points-at", "HEAD") == "v1.5.0+18"
    assert repository.git("log", "-1", "--format=%s") == "Release 1.5.0+18"
    assert repository.git("status", "--porcelain") == ""
    assert "1.5.0+18 runs in production" in said.stdout
    assert "No publication stopped half-way" in repository.publish("--status").stdout


def test_a_dry_run_says_every_step_and_does_none(repository: Repository) -> None:
    before, head = repository.everything(), repository.git("rev-parse", "HEAD")
    said = repository.publish("patch", "--dry-run", IMAGE="")
    assert said.returncode == 0, said.stderr
    for words in ("1.4.3+18", "docker build", "docker push", "apply -k", "rollout status", "record_version", "git tag"):
        assert words in said.stdout
    assert said.stdout.endswith("Nothing was done.\n")
    assert repository.calls() == []
    assert repository.everything() == before
    assert repository.git("rev-parse", "HEAD") == head
    assert repository.git("tag") == ""


STOPS = [
    ("test", "test", "bump"),
    ("docker build", "build", "bump test"),
    ("docker push registry.example.org/workouttracker:latest", "push", "bump test build"),
    ("kubectl --namespace workouttracker apply", "apply", "bump test build push manifests"),
    (
        "kubectl --namespace workouttracker exec",
        "record",
        "bump test build push manifests apply roll-out",
    ),
]


@pytest.mark.parametrize("how", ["FAIL_AT", "KILL_AT"])
@pytest.mark.parametrize(("at", "step", "done"), STOPS)
def test_what_stops_half_way_says_what_was_done_and_goes_on_when_run_again(
    repository: Repository, how: str, at: str, step: str, done: str
) -> None:
    said = repository.publish("minor", **{how: at})
    assert said.returncode in {1, 143}
    assert f'Publishing 1.5.0+18 stopped in step "{step}".' in said.stderr
    assert f"Done: {done}\n" in said.stderr
    assert repository.git("tag") == ""
    assert f"Publishing 1.5.0+18 stopped. Done: {done}." in repository.publish("--status").stdout
    first = repository.calls()
    said = repository.publish()
    assert said.returncode == 0, said.stdout + said.stderr
    assert f"An earlier publication of 1.5.0+18 stopped. Done: {done}. Going on." in said.stdout
    second = repository.calls()
    assert repository.version() == "1.5.0+18"
    assert repository.git("tag") == "v1.5.0+18"
    builds = [call for call in [*first, *second] if call.startswith("docker build")]
    assert len(builds) == (2 if step == "build" else 1)
    assert sum(call.startswith("test") for call in second) == (1 if step == "test" else 0)


def test_a_publication_killed_without_warning_is_noticed_by_the_next_one(repository: Repository) -> None:
    stub = repository.folder / "bin" / "docker"
    stub.write_text('#!/bin/sh\nkill -KILL "$PPID"\n')
    assert repository.publish().returncode == -9
    stub.write_text(STUB)
    said = repository.publish()
    assert "An earlier publication of 1.4.2+18 stopped. Done: bump test. Going on." in said.stdout
    assert said.returncode == 0
    assert repository.git("tag") == "v1.4.2+18"


def test_a_roll_out_that_fails_is_taken_back_everywhere(repository: Repository) -> None:
    kube = "kubectl --namespace workouttracker"
    said = repository.publish(FAIL_AT=f"{kube} rollout status deployment/live")
    assert said.returncode == 1
    assert "live was not rolled out; taking all deployments back" in said.stderr
    assert "Taken back. 1.4.2+18 was pushed but does not run" in said.stderr
    calls = repository.calls()
    assert [call for call in calls if "undo" in call] == [f"{kube} rollout undo deployment/{n}" for n in DEPLOYMENTS]
    assert not any("exec" in call for call in calls)
    assert "newTag: latest" in (repository.folder / OVERLAY).read_text()
    assert repository.git("tag") == ""
    assert repository.publish().returncode == 0
    assert repository.git("tag") == "v1.4.2+19"


def test_what_could_not_be_taken_back_is_named(repository: Repository) -> None:
    said = repository.publish(FAIL_AT="kubectl --namespace workouttracker rollout")
    assert said.returncode == 1
    assert f"Not taken back: {' '.join(DEPLOYMENTS)}. Look after these by hand." in said.stderr


def test_changes_that_are_not_committed_stop_it_before_it_begins(repository: Repository) -> None:
    (repository.folder / "scripts" / "test").write_text("#!/bin/sh\n")
    said = repository.publish()
    assert said.returncode == 1
    assert "scripts/test" in said.stderr
    assert repository.version() == "1.4.2+17"
    assert repository.calls() == []


def test_code_that_changed_since_the_stop_wants_a_new_publication(repository: Repository) -> None:
    assert repository.publish(FAIL_AT="docker push").returncode == 1
    repository.git("commit", "--quiet", "--allow-empty", "--message", "A repair")
    said = repository.publish()
    assert said.returncode == 1
    assert "The code has changed since then" in said.stderr
    said = repository.publish("--restart")
    assert said.returncode == 0, said.stderr
    assert repository.git("tag") == "v1.4.2+19"


@pytest.mark.parametrize(
    ("options", "environment", "code", "words"),
    [
        (["huge"], {}, 2, "usage:"),
        ([], {"IMAGE": ""}, 1, "IMAGE is missing"),
        ([], {"OVERLAY": "k8s/nowhere"}, 1, "There is no k8s/nowhere/kustomization.yaml"),
    ],
)
def test_what_is_missing_is_named_and_nothing_begun(
    repository: Repository, options: list[str], environment: dict[str, str], code: int, words: str
) -> None:
    said = repository.publish(*options, **environment)
    assert said.returncode == code
    assert words in said.stderr
    assert repository.version() == "1.4.2+17"
    assert repository.calls() == []


def test_the_steps_name_the_deployments_that_exist() -> None:
    script = (ROOT / "scripts" / "publish_to_prod.sh").read_text()
    assert f"DEPLOYMENTS=({' '.join(DEPLOYMENTS)})" in script
