"""Make the files that owners install (`make connectors`): each connector with the one file that signs, and the licence."""

import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
SHARED = (HERE / "signing.php", HERE.parent / "LICENSE")
MOMENT = (2026, 1, 1, 0, 0, 0)  # the same content is the same file
# WordPress wants a folder of the plugin's name within, Joomla the manifest on top.
CONNECTORS = {"wordpress": "mindwellnessforum/", "joomla": ""}


def list_files(name: str) -> dict[str, bytes]:
    """Return what the file for `name` holds, by the place within it."""
    folder = HERE / name
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    found |= {path.name: path for path in SHARED}
    return {CONNECTORS[name] + place: path.read_bytes() for place, path in sorted(found.items())}


def build(target: Path) -> list[Path]:
    """Write both files into the folder `target`; return where they are."""
    target.mkdir(parents=True, exist_ok=True)
    made = []
    for name in CONNECTORS:
        path = target / f"mindwellnessforum-{name}.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for place, content in list_files(name).items():
                archive.writestr(zipfile.ZipInfo(place, MOMENT), content, zipfile.ZIP_DEFLATED)
        made.append(path)
    return made


if __name__ == "__main__":
    for path in build(Path(sys.argv[1])):
        sys.stdout.write(f"{path}\n")
