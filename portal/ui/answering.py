"""What answers questions in this process: the live knowledge base, the optional language model, the limits of the settings."""

from functools import cache

from chatbot import generation
from chatbot.generation import ChatModelRephraser
from chatbot.guards import Limits
from portal import clock, db
from portal.models.switches import Side
from portal.services import bot_switch, knowledge_index, rollout
from portal.services.askers import Asker
from portal.services.asking import Service
from portal.services.rate_limits import QuestionLimit
from portal.services.rollout import Rollout
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
        rollout=shares,
    )


def is_bot_on() -> bool:
    """Say whether questions are answered by the bot now; asks the database once in a few seconds at most."""
    return bot_switch.is_bot_on(now=clock.now())


def shares() -> Rollout:
    """Return which shares of people get answers now; asks the database once in a few seconds at most."""
    return rollout.live().now(clock.now())


def only_articles(asker: Asker) -> bool:
    """Say whether who asks is where the roll-out did not come yet."""
    held = shares()
    if held.by_municipality and asker.person_id:
        with db.reading() as session:
            drawn = rollout.draw(session, shares=held, asker=asker)
    else:
        drawn = held.draw(asker.owner, None)
    return drawn is not None and drawn.side is Side.ARTICLES


@cache
def _model() -> ChatModelRephraser | None:
    known = settings()
    return generation.make_rephraser(
        url=known.model_url, name=known.model_name, key=known.model_key.get_secret_value(), timeout_s=known.model_timeout_s
    )  # fmt: skip
