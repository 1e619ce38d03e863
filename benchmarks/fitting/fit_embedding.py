"""Make knowledge/e5_centres.npz: mean vectors per language and the turn that plays down translation differences.

    python benchmarks/fitting/fit_embedding.py --data FOLDER

FOLDER holds OMoS-QA (digitalfabrik/integreat-qa-dataset, arXiv 2407.15736, CC BY 4.0) as train-LL.jsonl and
pages-LL.jsonl; only the TRAIN questions are read. Dutch, English, French and Arabic also use our own articles.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.base import ARTICLES
from knowledge.embeddings import PackagedE5
from knowledge.loader import examine_folder
from knowledge.passages import embedded_text, passages_of

LANGUAGES = ("de", "en", "fr", "uk", "ar")
PAGES_READ = 60
STRENGTH, FLOOR = 0.5, 1.0


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("knowledge/e5_centres.npz"))
    data, out = (arguments := parser.parse_args()).data, arguments.out
    # Only `raw` is used, so an older file (or one of zeros and the identity) may be there; it is overwritten.
    if not out.exists():
        np.savez(
            out,
            turn=np.eye(384, dtype=np.float16),
            question_any=np.zeros(384),
            passage_any=np.zeros(384),
        )
    engine = PackagedE5()
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
            embedded_text(passage) for passage in passages_of(article)[:3]
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
