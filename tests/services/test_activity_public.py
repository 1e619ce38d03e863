"""The plain pages: addresses that stay, what they say, and what they keep to themselves; and the demo world's offer."""

from sqlmodel import Session, func, select

from portal import db, seed
from portal.models.activities import Activity, ActivityState
from portal.models.offer import ActivityViews
from portal.models.outbox import OutboxMail
from portal.services import activities, activity_facts, activity_rows, activity_search
from portal.services.activity_facts import Text
from portal.settings import Settings, settings
from tests.activities import COOKING, given_typed, published
from tests.cast import SOFIE
from tests.conftest import NOON

HERE = settings().base_url


def test_an_activity_stands_at_its_own_address_in_every_language(client):
    slug = published(
        texts={
            "nl": COOKING,
            "fr": Text(
                title="Cuisiner ensemble", description="Nous cuisinons ensemble avec les voisins du quartier."
            ),
        }
    )

    dutch, french, english = (client.get(f"/{code}/activiteit/{slug}") for code in ("nl", "fr", "en"))

    assert "<h1" in dutch.text
    assert "Koken met de buurt" in dutch.text
    assert "Cuisiner ensemble" in french.text
    assert "Koken met de buurt" in english.text  # no English text: the organisation's own
    assert 'lang="nl"' in english.text


def test_an_unknown_or_unpublished_activity_is_a_real_404(client):
    with db.transaction() as session:
        activity = given_typed(session)
        activities.hand_in(session, actor=SOFIE.actor, activity_id=activity.id, now=NOON)

    assert client.get(f"/nl/activiteit/{activity.slug}").status_code == 404
    assert client.get("/nl/activiteit/bestaat-niet").status_code == 404


def test_a_cancelled_activity_keeps_its_page_and_says_so(client):
    slug = published()
    with db.transaction() as session:
        one = session.exec(select(Activity)).one()
        activities.cancel(session, actor=SOFIE.actor, activity_id=one.id, now=NOON)

    page = client.get(f"/nl/activiteit/{slug}")

    assert page.status_code == 200
    assert "Deze activiteit gaat niet door." in page.text


def test_the_list_answers_the_same_address_as_the_search(client):
    published()

    found, nothing = (
        client.get("/nl/activiteit?plaats=3000&km=5&gratis=1"),
        client.get("/nl/activiteit?plaats=8400"),
    )

    assert "1 activiteit gevonden" in found.text
    assert "We vinden niets dat past." in nothing.text
    assert 'name="gratis" value="1"' in found.text  # stays when somebody searches on


def test_what_is_written_in_the_address_stays_text(client):
    page = client.get('/nl/activiteit?q="><script>alert(1)</script>')

    assert "<script>alert" not in page.text


def test_a_browser_asks_again_and_hears_that_nothing_changed(client):
    slug = published()
    first = client.get(f"/nl/activiteit/{slug}")

    again = client.get(f"/nl/activiteit/{slug}", headers={"If-None-Match": first.headers["etag"]})

    assert (again.status_code, again.headers["cache-control"]) == (304, "no-cache")


def test_each_opening_is_counted(client):
    slug = published()
    for _ in range(2):
        client.get(f"/ar/activiteit/{slug}")

    with db.reading() as session:
        row = session.exec(select(ActivityViews)).one()
    assert (row.language, row.views) == ("ar", 2)


def test_published_activities_stand_in_the_sitemap(client):
    slug = published()

    assert f"/nl/activiteit/{slug}</loc>" in client.get("/sitemap.xml").text


def test_the_demo_world_offers_forty_activities_that_lack_nothing(session: Session, demo_at):
    demo_at(NOON)

    rows = session.exec(select(Activity)).all()
    found = activity_search.search(session, wanted=activity_search.Wanted(), now=NOON)

    assert len(rows) >= 40
    assert [row.id for row in rows if activity_facts.missing(activity_rows.read(session, row))] == []
    assert len(found.hits) == sum(row.state is ActivityState.PUBLISHED for row in rows)
    assert {row.taalicoon for row in rows} >= {1, 2, 3}
    assert (
        session.exec(
            select(func.count()).select_from(OutboxMail).where(OutboxMail.template.startswith("activity."))
        ).one()
        == 0
    )


def test_the_offer_of_the_demo_world_is_made_once(session: Session):
    for _ in range(2):
        seed.seed(session, settings=Settings(), now=NOON)

    assert (
        session.exec(select(func.count()).select_from(Activity)).one()
        == session.exec(select(func.count(Activity.source_id.distinct()))).one()
    )
