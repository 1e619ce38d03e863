"""People and their roles, by hand. People are named by their id: a name would end up in the terminal's history."""

from typing import Annotated

import typer

from portal import clock, db
from portal.commands.output import AsJson, as_json
from portal.models.people import Role
from portal.services import people
from portal.services.permissions import OPERATOR

app = typer.Typer(help="People and their roles.", no_args_is_help=True)

PersonId = Annotated[str, typer.Argument(help="Id of the person, as `portal users list` shows it.")]


@app.command("list")
def list_(
    role: Annotated[Role | None, typer.Option(help="Only people with this role.")] = None,
    json: AsJson = False,
) -> None:
    """List people with their roles: ids only, no names.

    Example: portal users list --role jurist
    """
    with db.reading() as session:
        found = people.list_people(session, actor=OPERATOR, role=role)
    if json:
        as_json([vars(line) for line in found])
        return
    for line in found:
        last = line.last_login_at.date() if line.last_login_at else "never"
        typer.echo(
            f"{line.person_id}  {'active' if line.active else 'blocked'}  {last}  {', '.join(line.roles)}"
        )


@app.command()
def grant(
    person: PersonId,
    role: Annotated[Role, typer.Argument(help="The role.")],
    organisation: Annotated[str | None, typer.Option(help="Id of the organisation it holds in.")] = None,
) -> None:
    """Give a role; it stays until it is taken back, whatever the provider sends.

    Example: portal users grant 4d66... jurist --organisation agii
    """
    with db.transaction() as session:
        people.grant_role(
            session,
            actor=OPERATOR,
            person_id=person,
            role=role,
            organisation_id=organisation,
            now=clock.now(),
        )
    typer.echo(f"{person} is now {role}")


@app.command()
def revoke(person: PersonId, role: Annotated[Role, typer.Argument(help="The role.")]) -> None:
    """Take a role back, at once. A provider that still sends it gives it again at the next log-in.

    Example: portal users revoke 4d66... jurist
    """
    with db.transaction() as session:
        ended = people.revoke_role(session, actor=OPERATOR, person_id=person, role=role, now=clock.now())
    typer.echo(f"{ended} ended")


@app.command()
def deactivate(person: PersonId) -> None:
    """Let somebody in no more, at once.

    Example: portal users deactivate 4d66...
    """
    with db.transaction() as session:
        people.deactivate(session, actor=OPERATOR, person_id=person, now=clock.now())
    typer.echo(f"{person} is out")


@app.command()
def link(
    nis_code: Annotated[str, typer.Argument(help="NIS code of a municipality.")],
    code: Annotated[str, typer.Argument(help="Its key at the log-in provider: KBO number or OVO code.")],
) -> None:
    """Tell which key the provider uses for a municipality, so that its staff land in the right one.

    Example: portal users link 24062 0207521503
    """
    with db.transaction() as session:
        linked = people.link_organisation(
            session, actor=OPERATOR, nis_code=nis_code, code=code, now=clock.now()
        )
    typer.echo(f"{linked.name} ({nis_code}) is {code}")
