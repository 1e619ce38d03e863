"""Make knowledge/e5_centres.npz: mean vectors per language and the turn that plays down translation differences.

    python -m benchmarks.fitting.fit_embedding --data FOLDER
    python -m benchmarks.fitting.fit_embedding --add tr es

FOLDER holds OMoS-QA (digitalfabrik/integreat-qa-dataset, arXiv 2407.15736, CC BY 4.0) as train-LL.jsonl and
pages-LL.jsonl; only the TRAIN questions are read. Our own articles are used too, in each language they have.
`--add` gives means to languages that have none yet, from our own articles and the questions in questions.jsonl, and leaves the
rest: the packaged vectors of other languages stay right, and are kept.
"""

import argparse
import json
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.base import ARTICLES
from knowledge.embeddings import PackagedE5
from knowledge.index import texts_of
from knowledge.loader import examine_folder
from knowledge.passages import embedded_text, passages_of
from knowledge.vectors import PACKAGED, PackagedVectors, save

LANGUAGES = ("de", "en", "fr", "uk", "ar")
FITTING = Path(__file__).with_name("questions.jsonl")
PAGES_READ = 60
PASSAGES_READ = 3  # of each article
STRENGTH, FLOOR = 0.5, 1.0


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def add(languages: Sequence[str], out: Path) -> None:
    """Add the means of languages of our articles; the packaged vectors of the others stay, under the new name."""
    articles = [article for article in examine_folder(ARTICLES)[0].values() if article.language in languages]
    packaged, engine = PackagedVectors(), PackagedE5()
    with np.load(out) as file:
        stored = {name: file[name] for name in file.files}
    for language in languages:
        here = [article for article in articles if article.language == language]
        asked = [question for article in here for question in article.questions]
        asked += [line["question"] for line in lines(FITTING) if line["language"] == language]
        said = [
            embedded_text(passage) for article in here for passage in passages_of(article)[:PASSAGES_READ]
        ]
        stored[f"question_{language}"] = engine.raw(asked, question=True).mean(0).astype(np.float16)
        if said:
            stored[f"passage_{language}"] = engine.raw(said, question=False).mean(0).astype(np.float16)
        print("read our own", language, len(asked), len(said))
    np.savez_compressed(out, **stored)
    changed = {text.digest for text in texts_of(articles) if text.language in languages}
    kept = {
        digest: vector
        for digest, vector in packaged.read(engine.name, packaged.digests).items()
        if digest not in changed
    }
    save(Path(str(resources.files("knowledge"))) / PACKAGED, PackagedE5().name, kept)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    chosen = parser.add_mutually_exclusive_group(required=True)
    chosen.add_argument("--data", type=Path)
    chosen.add_argument("--add", nargs="+", metavar="LL")
    parser.add_argument("--out", type=Path, default=Path("knowledge/e5_centres.npz"))
    data, out = (arguments := parser.parse_args()).data, arguments.out
    if arguments.add:
        add(arguments.add, out)
        return
    # Only `raw` is used, so an older file (or one of zeros and the identity) may be there; it is overwritten.
    if not out.exists():
        np.savez(
            out,
            turn=np.eye(384, dtype=np.float16),
            question_any=np.zeros(384),
            passage_any=np.zeros(384),
        )
    engine = PackagedE5(tuned=False)
    questions, passages, train = {}, {}, {}
    for language in LANGUAGES:
        train[language] = engine.raw(
            [line["question"] for line in lines(data / f"train-{language}.jsonl")], question=True
        )
        questions.setdefault(language, []).append(train[language].mean(0))
        pages = lines(data / f"pages-{language}.jsonl")[:PAGES_READ]
        texts = [f"{page['title']}. {' '.join(page['sentences'])[:400]}" for page in pages]
        passages.setdefault(language, []).append(engine.raw(texts, question=False).mean(0))
        print("read", language)
    own_questions, own_passages = {}, {}
    for (_, language), article in examine_folder(ARTICLES)[0].items():
        own_questions.setdefault(language, []).extend(article.questions)
        own_passages.setdefault(language, []).extend(
            embedded_text(passage) for passage in passages_of(article)[:PASSAGES_READ]
        )
    for language, texts in own_questions.items():
        questions.setdefault(language, []).append(engine.raw(texts, question=True).mean(0))
        passages.setdefault(language, []).append(engine.raw(own_passages[language], question=False).mean(0))
        print("read our own", language)
    stored = {f"question_{language}": np.mean(means, axis=0) for language, means in questions.items()}
    stored |= {f"passage_{language}": np.mean(means, axis=0) for language, means in passages.items()}
    stored["question_any"] = np.mean([np.mean(means, axis=0) for means in questions.values()], axis=0)
    stored["passage_any"] = np.mean([np.mean(means, axis=0) for means in passages.values()], axis=0)
    centred = {language: rows - rows.mean(0) for language, rows in train.items()}
    middle = np.mean(list(centred.values()), axis=0)
    noise = np.concatenate([rows - middle for rows in centred.values()])
    values, axes = np.linalg.eigh(noise.T @ noise / len(noise))
    turn = axes @ np.diag((values + FLOOR * values.mean()) ** -STRENGTH) @ axes.T
    turn /= np.abs(np.linalg.eigvalsh(turn)).max()
    np.savez_compressed(
        out,
        turn=turn.astype(np.float16),
        **{name: mean.astype(np.float16) for name, mean in stored.items()},
    )
    print(out, out.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
