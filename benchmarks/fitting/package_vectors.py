"""Make knowledge/vectors.npz: the vectors of the packaged articles, so that a first start embeds nothing.

python -m benchmarks.fitting.package_vectors

Run it after the articles, their questions or the embedding changed. What the old file still fits is taken from it.
"""

from importlib import resources
from pathlib import Path

from knowledge import asked, embeddings
from knowledge.base import ARTICLES
from knowledge.index import texts_of
from knowledge.loader import examine_folder
from knowledge.vectors import BATCH, PACKAGED, MemoryCache, PackagedVectors, embed, pack, save


def main() -> None:
    articles, problems = examine_folder(ARTICLES)
    for problem in problems:
        if not problem.warning:
            print("left out:", problem)
    model = embeddings.load()
    texts = list({text.digest: text for text in texts_of(articles.values(), asked.unanswered())}.values())
    kept, vectors = MemoryCache(), {}
    packaged = PackagedVectors()
    for start in range(0, len(texts), BATCH):
        group = texts[start : start + BATCH]
        rows = embed(group, model, kept, packaged)
        vectors |= {text.digest: pack(row) for text, row in zip(group, rows, strict=True)}
        print(f"\r{start + len(group)}/{len(texts)}", end="", flush=True)
    target = Path(str(resources.files("knowledge"))) / PACKAGED
    save(target, model.name, vectors)
    print(f"\n{target}: {len(vectors)} vectors, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
