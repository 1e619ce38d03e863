"""Says whether this process can serve: for a proxy, a monitor and `portal doctor`. No personal data."""

from typing import Any

from sqlalchemy import func
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from portal import clock, db
from portal.models.outbox import MailState, OutboxMail
from portal.services import answer_drift, articles, bot_switch, knowledge_index, rollout, schema


def routes() -> list[Route]:
    """Return the health address."""
    return [Route("/healthz", _healthz, methods=["GET"])]


def _healthz(_request: Request) -> JSONResponse:
    report = examine()
    return JSONResponse(
        report, 200 if report["database"] == "ok" else 503, headers={"Cache-Control": "no-store"}
    )


def examine() -> dict[str, Any]:
    """Return what works and what does not."""
    try:
        with db.reading() as session:
            facts = {
                "mail_waiting_s": _oldest_mail_s(session),
                "knowledge": _knowledge(session),
                "answers": {"alerts": answer_drift.open_count(session)},
            }
        at_head = schema.current_revision(db.engine()) == schema.newest_revision()
    except SQLAlchemyError as error:
        return {"status": "down", "database": type(error).__name__}
    return {
        "status": "ok" if at_head else "degraded",
        "database": "ok",
        "migrations": "head" if at_head else "behind",
        "bot": "on" if bot_switch.is_bot_on(now=clock.now()) else "off",
        "rollout": rollout.live().now(clock.now()).percents,
        **facts,
    }


def _oldest_mail_s(session: Session) -> int:
    oldest = session.exec(
        select(func.min(col(OutboxMail.written_at))).where(OutboxMail.state == MailState.WAITING)
    ).one()
    return int((clock.now() - oldest).total_seconds()) if oldest else 0


def _knowledge(session: Session) -> dict[str, Any]:
    """Say whether questions can be answered, and whether with the newest articles."""
    live = knowledge_index.live()
    return {"ready": live.ready, "loaded": live.generation, "published": articles.generation(session)}
