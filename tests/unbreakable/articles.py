"""Short articles of our own: eight happenings, each told by three outlets, one of which copies another."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import write_lines

OUTLETS = ("wartaselat.example", "harianco.example", "northwire.example")
_HAPPENINGS = (  # who and of where, in Indonesian and English; how many ships; the day of March 2024
    ("Norwegia", "Norway", "Ingrid Solvang", "Vietnam", "Vietnam", 8, 4),
    ("Qatar", "Qatar", "Khalid Almana", "Mesir", "Egypt", 3, 6),
    ("Filipina", "the Philippines", "Ramon Dizon", "Australia", "Australia", 12, 8),
    ("Jepang", "Japan", "Kenji Morita", "India", "India", 5, 10),
    ("Turki", "Turkey", "Selim Aydin", "Yunani", "Greece", 2, 12),
    ("Kenya", "Kenya", "Grace Wanjiku", "Somalia", "Somalia", 7, 14),
    ("Polandia", "Poland", "Jan Zielny", "Lituania", "Lithuania", 9, 16),
    ("Malaysia", "Malaysia", "Azlan Rahim", "Thailand", "Thailand", 4, 18),
)
COUNT = len(_HAPPENINGS) * len(OUTLETS)


def _indonesian(who: str, name: str, whom: str, ships: int, day: int) -> str:
    return (
        f"{whom.upper()} - Menteri Luar Negeri {who} {name} mengecam serangan terhadap kapal {whom}, ({day}/3/2024).\n"
        f'"Kami akan mengirim {ships} kapal patroli kepada {whom}," kata {name} kepada wartawan.\n'
        f"Pemerintah {whom} membantah bahwa {who} menyerang pos perbatasannya dan menewaskan {ships} prajurit.\n"
        f"{who} dan {whom} menandatangani perjanjian tentang perbatasan laut."
    )


def _english(who: str, name: str, whom: str, ships: int, day: int) -> str:
    return (
        f"{who.removeprefix('the ').title()} foreign minister {name} condemned an attack on a ship of {whom} on "
        f"March {day}, 2024.\n"
        f'"We will send {ships} patrol boats to {whom}," {name} told reporters.\n'
        f"The government of {whom} denied that soldiers of {who} had attacked a border post and killed {ships} guards."
    )


def articles() -> list[dict[str, str]]:
    """What a crawler would give of each, in the order in which it was published."""
    rows = []
    for number, (who, english, name, whom, other, ships, day) in enumerate(_HAPPENINGS):
        told = _indonesian(who, name, whom, ships, day)
        texts = (
            told,
            f"{told}\nDemikian dilansir dari Antara.",
            _english(english, name, other, ships, day),
        )
        for place, (outlet, text) in enumerate(zip(OUTLETS, texts, strict=True)):
            rows.append(
                {
                    "id": f"{number}-{place}",
                    "title": f"{who} dan {whom} Berunding" if place < 2 else f"{who} and {other} in talks",
                    "text": text,
                    "published": f"2024-03-{day:02d}T{8 + place:02d}:00:00+07:00",
                    "source": outlet,
                    "url": f"https://{outlet}/{number}",
                    "language": "id" if place < 2 else "en",
                }
            )
    rows.append(rows[0] | {"text": f"{rows[0]['text']}\nPerundingan mereka berlanjut besok."})  # it has been revised
    return rows


def write_articles(folder: Path) -> list[Path]:
    """The same as a file an outlet, with a line that cannot be read in each."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = articles()
    return [
        write_lines(folder / f"{outlet}.jsonl", ["{broken", *(row for row in rows if row["source"] == outlet)])
        for outlet in OUTLETS
    ]
