"""Stand-ins for what is slow or outside: a knowledge base of a few sentences, a model service that misbehaves on request."""

import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from chatbot import phrases
from knowledge.base import Selection, Verdict
from knowledge.content import ArticleText, FoundPassage, Passage, Quote, Sentence
from knowledge.scope import ANYBODY
from tests.servers import serving

COSTS = {
    "nl": (
        "De cursus maatschappelijke oriëntatie kost 90 euro.",
        "De test kost ook 90 euro.",
        "Je betaalt niet als je minderjarig bent.",
    ),
    "en": (
        "The social orientation course costs 90 euros.",
        "The test costs 90 euros too.",
        "You do not pay if you are a minor.",
    ),
    "fr": (
        "Le cours d'orientation sociale coûte 90 euros.",
        "Le test coûte aussi 90 euros.",
        "Tu ne paies pas si tu es mineur.",
    ),
    "ar": ("دورة التوجيه المجتمعي تكلف 90 يورو.", "الاختبار يكلف أيضا 90 يورو.", "لا تدفع إذا كنت قاصرا."),
}
TITLES = {
    "nl": "Wat kost inburgering?",
    "en": "What does integration cost?",
    "fr": "Combien coûte l'intégration ?",
    "ar": "كم تكلفة الاندماج؟",
}
ABOUT_COSTS = frozenset(
    [
        "kost",
        "kosten",
        "kostet",
        "betalen",
        "betaal",
        "cost",
        "costs",
        "pay",
        "price",
        "coûte",
        "coute",
        "cours",
        "payer",
        "prix",
        "تكلفه",
        "تكلف",
        "كم",
        "سعر",
        "ادفع",
    ]
)


def quote(language="nl", index=0, *, version="costs-{language}-1", score=0.9):
    """Return one sentence of the article on costs as a quote."""
    sentence = Sentence(
        index=index, text=COSTS[language][index], heading="De cursus", paragraph=0, sources=(1,)
    )
    original = (
        None
        if language == "nl"
        else Sentence(index=index, text=COSTS["nl"][index], heading="De cursus", paragraph=0, sources=(1,))
    )
    return Quote(
        slug="wat-kost-inburgering", language=language, version=version.format(language=language), title=TITLES[language], sentence=sentence, score=score,
        original=original, original_version=None if language == "nl" else version.format(language="nl"),
    )  # fmt: skip


@dataclass
class FakeKnowledge:
    """Knows what inburgering costs, is vague about 'card', knows nothing else. Remembers what it was asked."""

    version: str = "costs-{language}-1"
    broken: bool = False
    asked: list[str] = field(default_factory=list)

    def search(self, question, *, language, limit=8, reader=ANYBODY, reads=None):  # noqa: ARG002 what it knows holds for all
        self.asked.append(question)
        language = next((one for one in (reads, language) if one in TITLES), "nl")
        if self.broken:
            raise ConnectionError(question)
        words = set(phrases.tokens(question))
        if words & {"kaart", "card", "carte"} or words & {
            token for word in ABOUT_COSTS for token in phrases.tokens(word)
        }:
            sentences = tuple(quote(language, index).sentence for index in range(3))
            passage = Passage(
                "p1",
                "wat-kost-inburgering",
                language,
                self.version.format(language=language),
                TITLES[language],
                "De cursus",
                sentences,
            )
            return (FoundPassage(passage, 0.9),)[:limit]
        return ()

    def select(self, question, found, *, language, reader=ANYBODY):  # noqa: ARG002 the fake chooses by words
        if set(phrases.tokens(question)) & {"kaart", "card", "carte"}:
            return Selection(
                Verdict.CLARIFY,
                (),
                0.4,
                (("oranje-kaart", "Oranje kaart"), ("k-kaart-en-l-kaart", "K-kaart en L-kaart")),
            )
        language = found[0].passage.language
        return Selection(
            Verdict.ANSWER, tuple(quote(language, index, version=self.version) for index in range(2)), 0.9
        )

    def text(self, slug, language):
        if slug != "wat-kost-inburgering":
            return None
        return ArticleText(
            slug,
            language,
            self.version.format(language=language),
            TITLES[language],
            "",
            tuple(quote(language, index).sentence for index in range(3)),
        )


def reply_of(text):
    """Return what an OpenAI-compatible service sends for a text."""
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    return json.dumps(
        {
            "id": "1",
            "object": "chat.completion",
            "created": 1,
            "model": "m",
            "choices": [choice],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        }
    ).encode()


@dataclass
class ModelService:
    """A stub of an OpenAI-compatible service: answers `text`, or does what `behaviour` says."""

    url: str
    text: str = ""
    behaviour: str = "answer"
    bodies: list[dict] = field(default_factory=list)


@contextmanager
def model_service():
    """Run the stub on a free port."""
    service = ModelService("")
    stop = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            service.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            if service.behaviour == "down":
                self.send_error(503)
                return
            if service.behaviour == "slow":
                stop.wait(3)
            body = {"malformed": b"<html>no json", "nothing": b"", "other-shape": b'{"choices": []}'}.get(
                service.behaviour, reply_of(service.text)
            )
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if service.behaviour == "drip":
                for byte in body:
                    if stop.wait(0.2):
                        return
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
            else:
                self.wfile.write(body)

        def log_message(self, *args):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_facts: None  # who stopped waiting finds the line closed
    service.url = f"http://127.0.0.1:{server.server_port}/v1"
    with serving(server):
        try:
            yield service
        finally:
            stop.set()
            time.sleep(0.05)
