"""The wheel carries the scenarios, and an installed package finds them without the checkout."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and unpack it as an installer would."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("leadsim-*.whl")
    target = folder / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


def test_the_wheel_holds_code_and_scenarios_and_nothing_else(installed: Path) -> None:
    top = {path.name for path in installed.iterdir() if not path.name.endswith(".dist-info")}
    assert top == {"simulator", "dashboard"}
    shipped = {path.relative_to(installed / "simulator" / "scenarios") for path in installed.rglob("scenarios/**/*.*")}
    in_checkout = {path.relative_to(ROOT / "scenarios") for path in (ROOT / "scenarios").rglob("*.*")}
    assert shipped == in_checkout


def test_the_wheel_holds_what_the_pages_are_made_of(installed: Path) -> None:
    for package in ("simulator", "dashboard"):
        shipped = {path.relative_to(installed) for path in (installed / package).rglob("*") if path.is_file()}
        in_checkout = {path.relative_to(ROOT) for path in (ROOT / package).rglob("*") if path.is_file()}
        lacking = {path for path in in_checkout - shipped if "__pycache__" not in path.parts}
        assert not lacking
    assert any(path.suffix == ".woff2" for path in installed.rglob("*"))


def test_an_installed_package_finds_its_scenarios(installed: Path, tmp_path: Path) -> None:
    code = (
        "import simulator, simulator.inputs.files as files;"
        "print(simulator.__file__); print(files.scenarios_folder()); print(*simulator.scenarios())"
    )
    environment = {"PYTHONPATH": str(installed), "PATH": "", "HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    package, folder, names = done.stdout.splitlines()
    assert Path(package).is_relative_to(installed)
    assert Path(folder) == installed / "simulator" / "scenarios"
    assert "king-county/pilot" in names.split()
