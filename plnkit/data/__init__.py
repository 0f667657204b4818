"""What a teacher may change without programming: one entry, one place, each with its source.

Only data and the way to it live here; `plnkit.model.library` loads and checks it.
"""

from importlib import resources
from pathlib import Path


def data_file(name: str) -> Path:
    """The path of a file or folder of this package, such as `measures.toml` or `samples/student`.

    Raises FileNotFoundError, naming the file, where there is none.
    """
    path = Path(str(resources.files(__package__))) / name
    if not path.exists():
        raise FileNotFoundError(
            f"plnkit/data/{name} is missing. Restore it, or install plnkit again."
        )
    return path
