"""Makes traces of raw recordings: `python tests/traces/convert.py FOLDER` reads every NAME.ami(.gz) with its NAME.sent
there and writes NAME.trace.gz here, with its NAME.json (what ought to be told) and NAME.queue_log beside it."""

import shutil
import sys
from pathlib import Path

from jackfield.telephony.ami.trace import load, save

HERE = Path(__file__).parent
BESIDE = (".json", ".queue_log")


def convert(folder: Path) -> None:
    """Convert every raw recording of a folder."""
    for source in sorted([*folder.glob("*.ami"), *folder.glob("*.ami.gz")]):
        name = source.name.split(".ami")[0]
        save(load(source), HERE / f"{name}.trace.gz")
        for ending in BESIDE:
            neighbour = folder / f"{name}{ending}"
            if neighbour.exists():
                shutil.copyfile(neighbour, HERE / neighbour.name)


if __name__ == "__main__":
    convert(Path(sys.argv[1]))
