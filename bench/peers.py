"""What others do on the same texts: those that the registry has, run here, and those that were measured elsewhere."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass

from alone import HERE, FailedError, ask
from texts import ROOT, SETS, warm_and_measured

VENV = ROOT / "build/bench-venv"
# Speeds that `../shared/bench/README.md` gives: English news, one core of another machine.
ELSEWHERE = (
    ("GenderGapTracker", "attributions, English", "2.4 articles/s"),
    ("textacy", "direct quotations, English", "2.2 to 3.2 articles/s"),
    ("Citron", "attributions, English", "0.7 articles/s"),
    ("an extractor by patterns", "attributions, English", "1.1 articles/s"),
    ("PETRARCH2", "events, from ready trees; Python 2.7", "395 sentences/s"),
    ("CoreNLP, which PETRARCH2 needs", "trees", "2 to 5 sentences/s"),
)


@dataclass(frozen=True, slots=True)
class Peer:
    """Its name in ``peer.py``, what it is and does, on which sets it is run, what of menurut it is compared with."""

    name: str
    what: str
    does: str
    sets: tuple[str, ...]
    steps: tuple[str, ...] = ()  # menurut's, that do as much; all of them where there are none
    installed: bool = True


_SAID = (
    "clean",
    "annotate",
    "resolve: what tables tell",
    "resolve: actors",
    "attribute",
    "attribute: speakers",
)
PEERS = (
    Peer("spacy", "spaCy, small English model", "tags, trees, lemmas, names", ("polnear",), ("annotate",)),
    Peer("textacy", "textacy over the same", "direct quotations with speaker", ("polnear",), _SAID),
    Peer(
        "pattern", "one pattern", "quotations beside a cue and a name", ("own", "clickid", "polnear"), installed=False
    ),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """A peer on a set: articles, words, seconds, how many things it found, MB; or why there is nothing (``failed``)."""

    peer: Peer
    texts: str
    articles: int = 0
    words: int = 0
    seconds: float = 0.0
    found: int = 0
    loaded: float = 0.0
    peak: float = 0.0
    failed: str | None = None


def run_peers(sets: list[str], count: int) -> list[Measured]:
    """Runs every peer on so many articles of each of its sets that is here; installs them where they are not."""
    failed = _install()
    found = []
    for peer in PEERS:
        for name in peer.sets:
            if name in sets:
                found.append(
                    Measured(peer, name, failed=failed) if failed and peer.installed else _measured(peer, name, count)
                )
    return found


def _install() -> str | None:
    """Puts the peers into an environment of their own; what went wrong, if anything."""
    python = VENV / "bin/python"
    wanted = (HERE / "peers.txt").read_text("utf-8")
    mark = VENV / "installed.txt"
    if mark.exists() and mark.read_text("utf-8") == wanted:
        return None
    commands = (
        [sys.executable, "-m", "venv", "--clear", str(VENV)],
        [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(HERE / "peers.txt")],
    )
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            return (done.stderr.strip().split("\n") or ["?"])[-1]
    mark.write_text(wanted, "utf-8")
    return None


def _measured(peer: Peer, name: str, count: int) -> Measured:
    python = str(VENV / "bin/python") if peer.installed else sys.executable
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".json") as file:
        json.dump([[article.text for article in texts] for texts in warm_and_measured(name, count)], file)
        file.flush()
        try:
            return Measured(peer, name, **ask("peer.py", peer.name, file.name, python=python))
        except FailedError as error:
            return Measured(peer, name, failed=str(error))


def what(name: str) -> str:
    """What a set is, shortly."""
    return SETS[name][0].partition(":")[0]
