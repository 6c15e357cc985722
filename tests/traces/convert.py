"""Makes traces of raw recordings: `python tests/traces/convert.py FOLDER` reads every NAME.ami(.gz) with its NAME.sent
there and writes NAME.trace.gz here, with its NAME.json (what ought to be told) and NAME.queue_log beside it.

What the phones themselves saw (NAME.ua.jsonl) is counted into phones.json: incoming and answered calls of each number.
"""

import json
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
    seen = {path.name.removesuffix(".ua.jsonl"): counted(path) for path in sorted(folder.glob("*.ua.jsonl"))}
    (HERE / "phones.json").write_text(json.dumps(seen, indent=1) + "\n", encoding="utf-8")


def counted(path: Path) -> dict[str, dict[str, int]]:
    """Number -> how many calls came in, how many were answered (either way), by the phones' own account."""
    counts: dict[str, dict[str, int]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        event = json.loads(line)
        number = event.get("ext", "")
        is_answered = event["ev"] == "state" and event["state"] == "CONFIRMED"
        if number.isdigit() and not number.startswith("0") and (is_answered or event["ev"] == "incoming"):
            of_phone = counts.setdefault(number, {"incoming": 0, "answered": 0})
            of_phone["answered" if is_answered else "incoming"] += 1
    return counts


if __name__ == "__main__":
    convert(Path(sys.argv[1]))
