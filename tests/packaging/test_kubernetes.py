"""The manifests: valid against the Kubernetes schemas, fitting each other, and nothing secret in them."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
K8S = ROOT / "k8s"
VERSIONS = ("1.30.0", "1.37.0")
"""The oldest that README names, and the newest whose schemas there are."""
OVERLAYS = sorted(path.parent for path in K8S.glob("overlays/*/kustomization.yaml"))
PROCESSES = ("web", "live", "worker-bulk", "worker-interactive", "worker-control", "beat")
FOREIGN = {"HTTPRoute", "ExternalSecret"}
"""Kinds that a cluster gets from elsewhere: they stand in samples/ and have no schema here."""

Manifest = dict[str, Any]


def documents(path: Path) -> list[Manifest]:
    return [document for document in yaml.safe_load_all(path.read_text()) if document]


def base() -> list[Manifest]:
    names = yaml.safe_load((K8S / "base" / "kustomization.yaml").read_text())["resources"]
    return [document for name in names for document in documents(K8S / "base" / name)]


def named(kind: str, name: str = "") -> Manifest:
    """The one manifest of the base with this kind (and name)."""
    [found] = [each for each in base() if each["kind"] == kind and name in ("", each["metadata"]["name"])]
    return found


def pod_of(manifest: Manifest) -> Manifest:
    pod: Manifest = manifest["spec"]["template"]["spec"]
    return pod


def pods() -> Iterator[tuple[str, Manifest]]:
    for each in base():
        if each["kind"] in {"Deployment", "StatefulSet", "Job"}:
            yield each["metadata"]["name"], pod_of(each)


def patched(overlay: Path) -> Iterator[Manifest]:
    """The manifests of the base with the overlay's JSON patches and settings, as kustomize would apply them."""
    patches = yaml.safe_load((overlay / "kustomization.yaml").read_text())["patches"]
    for manifest in base():
        for patch in patches:
            path, target = overlay / patch["path"], patch.get("target", {})
            if path.suffix == ".json":
                if target["kind"] == manifest["kind"] and target.get("name") in (None, manifest["metadata"]["name"]):
                    for operation in json.loads(path.read_text()):
                        replace(manifest, operation)
                continue
            [other] = documents(path)
            if (other["kind"], other["metadata"]["name"]) == (manifest["kind"], manifest["metadata"]["name"]):
                manifest["data"].update(other["data"])
        yield manifest


def replace(manifest: Manifest, operation: dict[str, Any]) -> None:
    """A JSON patch's "replace": what is replaced has to be there."""
    assert operation["op"] == "replace"
    *steps, last = operation["path"].strip("/").split("/")
    place: Any = manifest
    for step in steps:
        place = place[int(step)] if isinstance(place, list) else place[step]
    key: Any = int(last) if isinstance(place, list) else last
    assert place[key] is not None
    place[key] = operation["value"]


@pytest.mark.parametrize("version", VERSIONS)
def test_every_manifest_is_valid_and_has_nothing_that_the_schema_does_not_know(version: str) -> None:
    for manifest in base():
        kubernetes_validate.validate(manifest, version, strict=True)


@pytest.mark.parametrize("overlay", OVERLAYS, ids=lambda path: path.name)
def test_every_overlay_is_valid_and_names_one_address(overlay: Path) -> None:
    everything = list(patched(overlay))
    for manifest in everything:
        kubernetes_validate.validate(manifest, VERSIONS[-1], strict=True)
    [ingress] = [each for each in everything if each["kind"] == "Ingress"]
    settings = next(each for each in everything if each["metadata"]["name"] == "workouttracker" and "data" in each)[
        "data"
    ]
    host = ingress["spec"]["rules"][0]["host"]
    assert ingress["spec"]["tls"][0]["hosts"] == [host]
    assert settings["SITE_URL"] == f"https://{host}"
    assert host in settings["ALLOWED_HOSTS"].split(",")


def test_a_misspelt_field_would_be_found() -> None:
    wrong = named("Deployment", "web")
    pod_of(wrong)["containers"][0]["readynessProbe"] = {}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, VERSIONS[-1], strict=True)


def test_every_file_of_the_base_is_used() -> None:
    used = yaml.safe_load((K8S / "base" / "kustomization.yaml").read_text())["resources"]
    assert sorted(path.name for path in (K8S / "base").glob("*.yaml")) == sorted([*used, "kustomization.yaml"])
    assert {"deployment.yaml", "redis.yaml", "secrets.yaml"} <= set(used)


def test_each_kind_of_process_has_a_deployment_with_probes_at_the_health_addresses() -> None:
    for name in PROCESSES:
        [container] = pod_of(named("Deployment", name))["containers"]
        assert container["readinessProbe"]["httpGet"] == {"path": "/health/ready", "port": "http"}
        for probe in ("livenessProbe", "startupProbe"):
            assert container[probe]["httpGet"] == {"path": "/health/live", "port": "http"}
        assert [port["containerPort"] for port in container["ports"]] == [8000]
        assert "-".join(container["args"]) == name


def test_the_roles_are_those_that_the_image_knows() -> None:
    usage = (ROOT / "scripts" / "process.sh").read_text()
    for name, pod in pods():
        for container in pod["containers"]:
            if container["image"] == "workouttracker":
                assert re.search(rf"^  {container['args'][0]}\)", usage, re.MULTILINE), name


def test_no_pod_is_root_writes_to_its_root_or_has_a_token_of_the_cluster() -> None:
    for name, pod in pods():
        assert pod["automountServiceAccountToken"] is False, name
        assert pod["securityContext"]["runAsNonRoot"] is True, name
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name
        for container in [*pod.get("initContainers", []), *pod["containers"]]:
            rights = container["securityContext"]
            assert rights["readOnlyRootFilesystem"] is True, name
            assert rights["allowPrivilegeEscalation"] is False, name
            assert rights["capabilities"] == {"drop": ["ALL"]}, name
            assert container["resources"]["requests"].keys() == {"cpu", "memory"}, name
            assert "memory" in container["resources"]["limits"], name


def test_what_takes_requests_is_never_replaced_before_the_new_one_is_there() -> None:
    for name in ("web", "live"):
        spec = named("Deployment", name)["spec"]
        assert spec["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
        assert "preStop" in pod_of({"spec": spec})["containers"][0]["lifecycle"]
    assert named("Deployment", "beat")["spec"]["replicas"] == 1
    scaled = {each["spec"]["scaleTargetRef"]["name"] for each in base() if each["kind"] == "HorizontalPodAutoscaler"}
    assert scaled == {"web", "live", "worker-bulk", "worker-interactive"}
    for name in scaled:  # a number here would undo what the autoscaler chose, with every release
        assert "replicas" not in named("Deployment", name)["spec"]


def test_selectors_find_their_pods() -> None:
    labels = [each["spec"]["template"]["metadata"]["labels"] for each in base() if "template" in each.get("spec", {})]
    for each in base():
        if each["kind"] == "Service":
            wanted = each["spec"]["selector"]
            assert any(wanted.items() <= have.items() for have in labels), each["metadata"]["name"]
        if each["kind"] == "PodDisruptionBudget":
            wanted = each["spec"]["selector"]["matchLabels"]
            assert any(wanted.items() <= have.items() for have in labels), each["metadata"]["name"]


def test_the_ingress_and_the_sample_route_lead_websockets_to_live_and_the_rest_to_web() -> None:
    services = {each["metadata"]["name"] for each in base() if each["kind"] == "Service"}
    ingress = named("Ingress")
    assert "annotations" not in ingress["metadata"]
    paths = ingress["spec"]["rules"][0]["http"]["paths"]
    assert {path["path"]: path["backend"]["service"]["name"] for path in paths} == {"/ws/": "live", "/": "web"}
    [route] = documents(K8S / "samples" / "httproute.yaml")
    led = {rule["matches"][0]["path"]["value"]: rule["backendRefs"][0] for rule in route["spec"]["rules"]}
    assert led == {"/ws/": {"name": "live", "port": 8000}, "/": {"name": "web", "port": 8000}}
    assert {"live", "web"} <= services


def test_there_is_no_secret_and_every_key_that_is_read_is_named() -> None:
    secret = named("Secret")
    assert "data" not in secret
    assert "stringData" not in secret
    text = (K8S / "base" / "secrets.yaml").read_text()
    settings = named("ConfigMap", "workouttracker")["data"]
    read = {value.rpartition("/")[2] for value in settings.values() if value.startswith("/run/secrets/workouttracker/")}
    read |= {
        env["valueFrom"]["secretKeyRef"]["key"]
        for _name, pod in pods()
        for container in [*pod.get("initContainers", []), *pod["containers"]]
        for env in container.get("env", [])
        if "secretKeyRef" in env["valueFrom"]
    }
    assert read == set(re.findall(r"^#   ([A-Z_]+) ", text, re.MULTILINE))


def test_the_settings_are_ones_that_the_application_reads() -> None:
    documented = (ROOT / ".env.example").read_text()
    settings = {name for path in K8S.rglob("config.yaml") for each in documents(path) for name in each["data"]}
    for name in settings:
        assert f"{name.removesuffix('_FILE')}=" in documented, name


def test_samples_are_of_kinds_that_a_cluster_gets_from_elsewhere() -> None:
    found = [each for path in (K8S / "samples").glob("*.yaml") for each in documents(path)]
    assert {each["kind"] for each in found} == FOREIGN
    assert all(each["apiVersion"].count("/") == 1 and each["metadata"]["name"] for each in found)
