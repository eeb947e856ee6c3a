"""Holds what deploys Oathgate to the rules of those who read it: Kubernetes, Docker, systemd, and Oathgate itself.

    python deploy/check.py OATHGATE

OATHGATE is the binary, which is asked for the names of its settings. Exits 1 and says why where a file is wrong.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import kubernetes_validate
import yaml

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent
TOOLS = pathlib.Path(sys.executable).parent
# The oldest version of Kubernetes that still gets mends, and the newest that is known here.
KUBERNETES = ["1.33", "1.37"]
# Written for something else than the cluster's API.
NOT_RESOURCES = {"kustomization.yaml", "prometheus-adapter.yaml"}
# Settings of other programs, which the compose files hand to those.
OF_OTHERS = re.compile(r"^(POSTGRES|REDISCLI|MP|GF)_")

faults: list[str] = []


def documents(path: pathlib.Path) -> list[dict]:
    return [document for document in yaml.safe_load_all(path.read_text()) if document]


def run(*command: str | pathlib.Path) -> None:
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        faults.append(f"{' '.join(map(str, command))}:\n{done.stdout}{done.stderr}")


def settings_of(binary: str) -> set[str]:
    """What the program reads, and what the compose files alone read."""
    listed = subprocess.run([binary, "settings", "--format", "env"], capture_output=True, text=True, check=True)
    return set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", listed.stdout, re.MULTILINE))


def check_kubernetes(known: set[str]) -> None:
    folder = HERE / "kubernetes"
    files = {path.name: documents(path) for path in sorted(folder.glob("*.yaml"))}
    for name, resources in files.items():
        if name in NOT_RESOURCES:
            continue
        for resource in resources:
            for version in KUBERNETES:
                try:
                    kubernetes_validate.validate(resource, version, strict=True)
                except kubernetes_validate.ValidationError as error:
                    faults.append(f"{name}, Kubernetes {version}: {error}")
            names = {**resource.get("data", {}), **resource.get("stringData", {})}
            if resource["kind"] in {"ConfigMap", "Secret"}:
                faults.extend(f"{name}: {key} is no setting" for key in names if key not in known)
            check_pods(name, resource)
    applied = set(files["kustomization.yaml"][0]["resources"])
    wanted = set(files) - NOT_RESOURCES - {"secret.example.yaml"}
    if applied != wanted:
        faults.append(f"kustomization.yaml names other files than there are: {sorted(applied ^ wanted)}")
    check_selectors(files)


def check_pods(name: str, resource: dict) -> None:
    """What every container must forbid itself."""
    pod = resource.get("spec", {}).get("template", {}).get("spec") if resource["kind"] in {"Deployment", "Job"} else None
    if pod is None:
        return
    if not pod["securityContext"].get("runAsNonRoot"):
        faults.append(f"{name}: it may run as root")
    for container in pod["containers"]:
        security = container["securityContext"]
        if security["allowPrivilegeEscalation"] or not security["readOnlyRootFilesystem"]:
            faults.append(f"{name}: {container['name']} may do more than it needs")
        if "memory" not in container["resources"]["limits"]:
            faults.append(f"{name}: {container['name']} has no limit of memory")


def check_selectors(files: dict[str, list[dict]]) -> None:
    """Whatever selects pods selects some."""
    pods = [
        resource["spec"]["template"]["metadata"]["labels"]
        for resources in files.values()
        for resource in resources
        if resource.get("kind") in {"Deployment", "Job"}
    ]
    selecting = {"Service": "selector", "PodDisruptionBudget": "selector", "NetworkPolicy": "podSelector"}
    for name, resources in files.items():
        for resource in resources:
            if resource.get("kind") not in selecting:
                continue
            selector = resource["spec"][selecting[resource["kind"]]]
            labels = selector.get("matchLabels", selector)
            if not any(labels.items() <= pod.items() for pod in pods):
                faults.append(f"{name}: {resource['metadata']['name']} selects nothing")


def check_compose(known: set[str]) -> None:
    for path in sorted(ROOT.glob("docker-compose*.yml")):
        run(TOOLS / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", path)
        [compose] = documents(path)
        for name, service in compose["services"].items():
            for setting in service.get("environment", {}):
                if setting not in known and not OF_OTHERS.match(setting):
                    faults.append(f"{path.name}: {name} is told {setting}, which is no setting")
            for volume in service.get("volumes", []):
                source = volume.split(":")[0]
                if source.startswith("./") and not (ROOT / source).exists():
                    faults.append(f"{path.name}: {name} mounts {source}, which is not there")
                elif not source.startswith((".", "/")) and source not in compose["volumes"]:
                    faults.append(f"{path.name}: {name} mounts {source}, which is no volume")
        told = set(re.findall(r"\$\{([A-Z_]+)", path.read_text()))
        faults.extend(
            f"{path.name}: {name} is not among the settings, so nobody learns of it"
            for name in sorted(told - known)
        )


def check_units() -> None:
    """By systemd itself, where it is; the binary is taken for one that is there."""
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        print("deploy: no systemd-analyze here, so the units were NOT checked", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as folder:
        units = []
        for path in sorted((HERE / "systemd").glob("*.service")):
            unit = pathlib.Path(folder) / path.name.replace("@.", "@1.")
            unit.write_text(path.read_text().replace("/usr/local/bin/oathgate", shutil.which("true")))
            units.append(unit)
        run(analyze, "verify", "--man=no", *units)


def main() -> int:
    [binary] = sys.argv[1:]
    known = settings_of(binary)
    if len(known) < 20:
        faults.append(f"{binary} tells of {len(known)} settings only")
    check_kubernetes(known)
    check_compose(known)
    check_units()
    run(TOOLS / "hadolint", ROOT / "Dockerfile")
    for fault in faults:
        print(f"deploy: {fault}", file=sys.stderr)
    print(f"deploy: {'in order' if not faults else f'{len(faults)} faults'}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
