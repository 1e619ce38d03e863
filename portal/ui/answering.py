"""What answers questions in this process: the live knowledge base, the optional language model, the limits of the settings."""

from functools import cache

from chatbot import generation
from chatbot.generation import ChatModelRephraser
from chatbot.guards import Limits
from portal import clock
from portal.services import bot_switch, knowledge_index
from portal.services.asking import Service
from portal.services.rate_limits import QuestionLimit
from portal.settings import settings


def service(*, bot: bool = True) -> Service:
    """Return what answers now; `bot` False sends the question straight to a person."""
    known = settings()
    return Service(
        knowledge=knowledge_index.live().current(),
        model=_model(),
        limits=Limits(characters=known.question_max_characters),
        limit=QuestionLimit(an_hour=known.questions_per_hour, secret=known.cookie_secret.get_secret_value()),
        is_bot_on=is_bot_on,
        hands_over=not bot,
    )


def is_bot_on() -> bool:
    """Say whether questions are answered by the bot now; asks the database once in a few seconds at most."""
    return bot_switch.is_bot_on(now=clock.now())


@cache
def _model() -> ChatModelRephraser | None:
    known = settings()
    return generation.make_rephraser(
        url=known.model_url, name=known.model_name, key=known.model_key.get_secret_value(), timeout_s=known.model_timeout_s
    )  # fmt: skip
