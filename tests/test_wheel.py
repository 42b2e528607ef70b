"""What is installed is whole: the data lies in the wheel, and the command works from anywhere."""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.long
def test_the_wheel_answers_in_a_bare_environment(tmp_path: Path) -> None:
    uv = shutil.which("uv") or str(ROOT / ".uv" / "bin" / "uv")
    subprocess.run([uv, "build", "--wheel", "-q", "-o", tmp_path], cwd=ROOT, check=True)
    [wheel] = tmp_path.glob("*.whl")
    home = tmp_path / "home"
    venv.create(home, symlinks=sys.platform != "win32")
    python = home / "bin" / "python"
    subprocess.run([uv, "pip", "install", "-q", "--python", python, wheel], check=True)

    told = subprocess.run(
        [home / "bin" / "certdesk", "check", "10.0.0.1", "--details"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    upgraded = subprocess.run(
        [home / "bin" / "certdesk", "db", "upgrade"],
        cwd=tmp_path,
        env={**os.environ, "CERTDESK_STORE__URL": f"sqlite:///{tmp_path / 'certdesk.db'}"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert upgraded.returncode == 0, upgraded.stderr
    assert told.returncode == 3, told.stderr
    assert "inside a private network" in told.stdout
