"""A stored index is used only for exactly the texts and the model that made it, and runs no code when read."""

import json
from dataclasses import replace

import numpy as np
import pytest
from langchain_core.documents import Document

from knowledge.errors import BadIndex
from knowledge.index import ArticleIndex
from knowledge.library import Library
from knowledge.retriever import ArticleRetriever
from knowledge.store import FaissStore
from knowledge.vectors import MemoryCache
from tests.articles import sample
from tests.fakes_knowledge import WordVectors

STORED = (
    "index.faiss",
    "rows.json",
    "questions.npz",
    "sentences.npz",
    "unanswered.npz",
    "lexicon.json",
    "manifest.json",
)


@pytest.fixture
def articles(tmp_path):
    return sample(tmp_path / "articles")


@pytest.fixture
def stored(tmp_path, articles):
    ArticleIndex.build(articles, WordVectors()).save(tmp_path / "index")
    return tmp_path / "index"


def test_a_stored_index_searches_as_the_one_that_was_saved(stored, articles):
    built = Library(ArticleIndex.build(articles, WordVectors()))
    loaded = Library(ArticleIndex.load(stored, articles, WordVectors()))

    for question in ("Hoeveel kost de cursus?", "buddy", "waar betalen"):
        assert loaded.search(question, language="nl") == built.search(question, language="nl")


def test_loading_embeds_nothing(stored, articles):
    model = WordVectors()

    ArticleIndex.load(stored, articles, model)

    assert model.embedded == []


def test_an_index_of_another_model_is_refused(stored, articles):
    with pytest.raises(BadIndex, match="model is 'words-1', expected 'words-2'"):
        ArticleIndex.load(stored, articles, WordVectors("words-2"))


def test_an_index_of_another_dimension_is_refused(stored, articles):
    with pytest.raises(BadIndex, match="dimension is 256, expected 128"):
        ArticleIndex.load(stored, articles, WordVectors(dimension=128))


def test_an_index_of_other_texts_is_refused(stored, articles):
    newer = [replace(articles[0], version="newer"), *articles[1:]]

    with pytest.raises(BadIndex, match="content is"):
        ArticleIndex.load(stored, newer, WordVectors())


@pytest.mark.parametrize("name", STORED)
def test_a_damaged_index_is_refused(stored, articles, name):
    (stored / name).write_bytes(b"damaged")

    with pytest.raises(BadIndex):
        ArticleIndex.load(stored, articles, WordVectors())


@pytest.mark.parametrize("name", STORED)
def test_an_index_that_misses_a_file_is_refused(stored, articles, name):
    (stored / name).unlink()

    with pytest.raises(BadIndex):
        ArticleIndex.load(stored, articles, WordVectors())


def test_the_index_holds_no_pickle(stored):
    files = [path for path in stored.rglob("*") if path.is_file()]

    assert files
    assert not [path for path in files if path.suffix in {".pkl", ".pickle"}]
    for path in stored.rglob("*.npy"):
        np.load(path, allow_pickle=False)
    assert not [path for path in files if path.read_bytes().startswith((b"\x80\x04", b"\x80\x05"))]


def test_the_manifest_names_model_dimension_and_content(stored):
    manifest = json.loads((stored / "manifest.json").read_text(encoding="utf-8"))

    assert manifest["model"] == "words-1"
    assert manifest["dimension"] == 256
    assert len(manifest["content"]) == 64


def test_only_new_texts_are_embedded(articles):
    cache = MemoryCache()
    ArticleIndex.build(articles, WordVectors(), cache)
    changed = replace(articles[0], questions=(*articles[0].questions, "Een nieuwe vraag?"), version="v2")
    model = WordVectors()

    ArticleIndex.build([changed, *articles[1:]], model, cache)

    assert model.embedded == ["Een nieuwe vraag?"]


def test_an_empty_knowledge_base_finds_nothing():
    empty = Library(ArticleIndex.build([], WordVectors()))

    assert empty.search("iets", language="nl") == ()


def test_an_empty_index_can_be_stored(tmp_path):
    ArticleIndex.build([], WordVectors()).save(tmp_path)

    assert Library(ArticleIndex.load(tmp_path, [], WordVectors())).search("iets", language="nl") == ()


def test_the_store_is_a_langchain_vector_store():
    store = FaissStore.from_texts(
        ["de cursus kost geld", "een buddy helpt je"], WordVectors(), [{"n": 1}, {"n": 2}], ids=["a", "b"]
    )

    assert store.similarity_search("buddy", k=1) == [
        Document(id="b", page_content="een buddy helpt je", metadata={"n": 2})
    ]
    assert store.get_by_ids(["a"])[0].metadata == {"n": 1}
    assert store.as_retriever(search_kwargs={"k": 1}).invoke("cursus geld")[0].id == "a"
    assert store.similarity_search_with_score("een buddy helpt je", k=1)[0][1] == pytest.approx(1, abs=1e-3)


def test_articles_are_found_through_a_langchain_retriever(articles):
    library = Library(ArticleIndex.build(articles, WordVectors()))

    documents = ArticleRetriever(knowledge=library, language="en", limit=2).invoke(
        "What does the course cost?"
    )

    assert documents[0].metadata["slug"] == "kosten"
    assert documents[0].metadata["language"] == "en"
    assert 0 <= documents[0].metadata["score"] <= 1


def test_a_retriever_refuses_what_is_no_knowledge_base():
    with pytest.raises(ValueError, match="KnowledgeBase"):
        ArticleRetriever(knowledge=object())
