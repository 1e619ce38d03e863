"""Small articles for tests: one about a fee (Dutch and English), one about a buddy (Dutch only)."""

from pathlib import Path

from knowledge.content import ArticleText
from knowledge.loader import load_folder

FEE = """---
title: Wat kost de cursus?
summary: Hoeveel je betaalt voor de cursus en de test.
topic: retributie
audience: [verplichte-inburgeraar]
region: [vlaanderen]
valid_from: 2023-09-01
valid_to: null
checked_on: 2026-11-22
next_check: 2027-05-22
sources:
  - number: 1
    title: Betalend inburgeren
    publisher: vreemdelingenrecht.be
    url: https://www.vreemdelingenrecht.be/betalend
    date: null
    consulted_on: 2026-11-22
related: [buddy]
questions:
  - Hoeveel kost de cursus?
  - moet ik betalen
---
## De cursus en de test
De cursus maatschappelijke oriëntatie kost 90 euro.[^1]
De test kost 90 euro.[^1]
- Samen betaal je in 2023 hoogstens 1.180 euro.[^1]

## Waar betaal je?
Je betaalt bij je agentschap.[^1]
"""

FEE_EN = """---
title: What does the course cost?
summary: How much you pay for the course and the test.
questions:
  - How much is the course?
translated_on: 2026-11-22
reviewed: false
of: null
---
## The course and the test
The social orientation course costs 90 euros.
The test costs 90 euros.
- Together you pay 1,180 euros at most in 2023.

## Where do you pay?
You pay at your agency.
"""

BUDDY = """---
title: Wat is een buddy?
summary: Een vrijwilliger die je helpt.
topic: participatie
audience: [everyone]
region: [vlaanderen, brussel]
valid_from: null
valid_to: null
checked_on: 2026-11-22
next_check: 2027-05-22
sources:
  - number: 1
    title: Word buddy
    publisher: Gemeente Leuven
    url: null
    date: 2025-10
    consulted_on: null
related: []
questions:
  - Hoe vind ik een buddy?
---
## Een buddy
Een buddy is een vrijwilliger die een nieuwkomer ontmoet.[^1]
Een buddy krijgt geen loon.[^1]
Je oefent samen Nederlands.
"""


def write_articles(folder: Path, files: dict[str, str] | None = None) -> Path:
    """Write the sample articles; `files` replaces or adds texts by their path."""
    for path, content in {
        "kosten/nl.md": FEE,
        "kosten/en.md": FEE_EN,
        "buddy/nl.md": BUDDY,
        **(files or {}),
    }.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")
    return folder


def sample(folder: Path) -> tuple[ArticleText, ...]:
    """Return the sample articles, read from a folder."""
    return tuple(load_folder(write_articles(folder)).values())
