"""Words for the codes of a plan. Every code has one; a test says so."""

from collections.abc import Mapping

from i18n import LazyText
from i18n import lazy_gettext as _l
from portal.models.contracts import ContractState, Duty, Occupation, OpschortingGround, SuspendedScope
from portal.models.pips import (
    AppointmentKind,
    Pillar,
    ResultOutcome,
    TestKind,
    TrajectForm,
    VrijstellingGround,
)
from portal.services.deadlines import DeadlineState
from portal.services.forecast import ForecastState
from portal.services.parts import PartState
from portal.services.rule_kinds import DeadlineCode, Goal, Region, Requirement, StepActor
from portal.services.steps import StepCode
from portal.services.todo import TodoKind
from portal.ui.html import Tone

PILLARS: Mapping[Pillar, LazyText] = {
    Pillar.MO: _l("Maatschappelijke oriëntatie (MO)"),
    Pillar.NT2: _l("Nederlands (NT2)"),
    Pillar.WERK: _l("Werk"),
    Pillar.PARTICIPATIE: _l("Participatie en netwerk"),
}

PART_STATES: Mapping[PartState, LazyText] = {
    PartState.NOT_IN_TRACK: _l("Niet in jouw traject"),
    PartState.NOT_CHOSEN: _l("Niet gekozen"),
    PartState.EXEMPT: _l("Vrijgesteld"),
    PartState.SUSPENDED: _l("Opgeschort"),
    PartState.TO_PLAN: _l("Nog te doen"),
    PartState.PLANNED: _l("Gepland"),
    PartState.STARTED: _l("Bezig"),
    PartState.ACHIEVED: _l("Behaald"),
}

PART_TONES: Mapping[PartState, Tone] = {
    PartState.NOT_IN_TRACK: Tone.QUIET,
    PartState.NOT_CHOSEN: Tone.QUIET,
    PartState.EXEMPT: Tone.GOOD,
    PartState.SUSPENDED: Tone.WARNING,
    PartState.TO_PLAN: Tone.CALM,
    PartState.PLANNED: Tone.CALM,
    PartState.STARTED: Tone.CALM,
    PartState.ACHIEVED: Tone.GOOD,
}

REQUIREMENTS: Mapping[Requirement, LazyText] = {
    Requirement.COMPULSORY: _l("Dit onderdeel is verplicht."),
    Requirement.OPTIONAL: _l("Dit onderdeel mag je kiezen. Het moet niet."),
}

GOALS: Mapping[Goal, LazyText] = {
    Goal.MO_COURSE: _l("Klaar als je slaagt voor de cursus maatschappelijke oriëntatie."),
    Goal.MO_TEST: _l("Klaar als je slaagt voor de test maatschappelijke oriëntatie."),
    Goal.NT2_A2: _l("Klaar als je slaagt voor Nederlands op niveau A2."),
    Goal.NT2_STANDARD_TEST: _l("Klaar als je slaagt voor de standaardtest Nederlands op niveau A2."),
    Goal.NT2_OWN_LEVEL: _l("Je trajectbegeleider zegt welk niveau Nederlands jij moet halen."),
    Goal.VDAB_REGISTRATION: _l("Klaar als je ingeschreven bent bij VDAB."),
    Goal.ACTIRIS_REGISTRATION: _l("Klaar als je ingeschreven bent bij Actiris."),
    Goal.PARTICIPATION_HOURS: _l("Klaar als je genoeg uren hebt meegedaan en bewezen."),
}

DEADLINES: Mapping[DeadlineCode, LazyText] = {
    DeadlineCode.REGISTER: _l("Je aanmelden"),
    DeadlineCode.FIX_PARTS: _l("Afspreken welke onderdelen je volgt"),
    DeadlineCode.SIGN: _l("Je contract tekenen"),
    DeadlineCode.WORK_REGISTRATION: _l("Je inschrijven om werk te zoeken"),
    DeadlineCode.FINISH: _l("Je traject afmaken"),
}

DEADLINE_STATES: Mapping[DeadlineState, LazyText] = {
    DeadlineState.RUNNING: _l("Loopt"),
    DeadlineState.STANDS_STILL: _l("Staat stil"),
    DeadlineState.OVERDUE: _l("Te laat"),
    DeadlineState.KEPT: _l("Op tijd gedaan"),
    DeadlineState.KEPT_LATE: _l("Te laat gedaan"),
}

DEADLINE_TONES: Mapping[DeadlineState, Tone] = {
    DeadlineState.RUNNING: Tone.CALM,
    DeadlineState.STANDS_STILL: Tone.WARNING,
    DeadlineState.OVERDUE: Tone.URGENT,
    DeadlineState.KEPT: Tone.GOOD,
    DeadlineState.KEPT_LATE: Tone.QUIET,
}

ACTORS: Mapping[StepActor, LazyText] = {
    StepActor.INBURGERAAR: _l("Jij"),
    StepActor.TRAJECTBEGELEIDER: _l("Je trajectbegeleider"),
    StepActor.SCHOOL: _l("De school"),
    StepActor.GEMEENTE: _l("Je gemeente"),
}

# A step has one sentence for each part it can belong to; `None` is the track as a whole.
STEPS: Mapping[tuple[StepCode, Pillar | None], LazyText] = {
    (StepCode.REGISTER, None): _l("Meld je aan bij het agentschap"),
    (StepCode.FIX_PARTS, None): _l("Afspreken welke onderdelen je volgt"),
    (StepCode.SIGN, None): _l("Teken je inburgeringscontract"),
    (StepCode.GET_NT2_ADVICE, Pillar.NT2): _l("Advies geven over je cursus Nederlands"),
    (StepCode.PLAN_COURSE, Pillar.MO): _l("Een cursus maatschappelijke oriëntatie plannen"),
    (StepCode.PLAN_COURSE, Pillar.NT2): _l("Een cursus Nederlands plannen"),
    (StepCode.START_COURSE, Pillar.MO): _l("Begin met de cursus maatschappelijke oriëntatie"),
    (StepCode.START_COURSE, Pillar.NT2): _l("Begin met de cursus Nederlands"),
    (StepCode.FOLLOW_COURSE, Pillar.MO): _l("Volg de cursus maatschappelijke oriëntatie"),
    (StepCode.FOLLOW_COURSE, Pillar.NT2): _l("Volg de cursus Nederlands"),
    (StepCode.PASS_TEST, Pillar.MO): _l("Leg de test maatschappelijke oriëntatie af"),
    (StepCode.PASS_TEST, Pillar.NT2): _l("Leg de test Nederlands af"),
    (StepCode.REGISTER_FOR_WORK, Pillar.WERK): _l("Schrijf je in om werk te zoeken"),
    (StepCode.CHOOSE_ACTIVITY, Pillar.PARTICIPATIE): _l("Kies een activiteit waar je mensen leert kennen"),
    (StepCode.DO_HOURS, Pillar.PARTICIPATIE): _l("Doe mee aan activiteiten en bewijs je uren"),
    (StepCode.APPROVE_HOURS, Pillar.PARTICIPATIE): _l("Je uren nakijken en goedkeuren"),
    (StepCode.FINISH, None): _l("Maak je traject af"),
    (StepCode.GIVE_ATTEST, None): _l("Je inburgeringsattest geven als alles klaar is"),
}

# Where a reader learns how to do it: articles of the knowledge base.
STEP_ARTICLES: Mapping[tuple[StepCode, Pillar | None], str] = {
    (StepCode.REGISTER, None): "aanmelden-voor-inburgering",
    (StepCode.FIX_PARTS, None): "vier-onderdelen",
    (StepCode.SIGN, None): "inburgeringscontract",
    (StepCode.GET_NT2_ADVICE, Pillar.NT2): "nederlands-leren-nt2",
    (StepCode.PLAN_COURSE, Pillar.MO): "cursus-maatschappelijke-orientatie",
    (StepCode.PLAN_COURSE, Pillar.NT2): "nederlands-leren-nt2",
    (StepCode.START_COURSE, Pillar.MO): "cursus-maatschappelijke-orientatie",
    (StepCode.START_COURSE, Pillar.NT2): "nederlands-leren-nt2",
    (StepCode.FOLLOW_COURSE, Pillar.MO): "cursus-maatschappelijke-orientatie",
    (StepCode.FOLLOW_COURSE, Pillar.NT2): "nederlands-leren-nt2",
    (StepCode.PASS_TEST, Pillar.MO): "test-maatschappelijke-orientatie",
    (StepCode.PASS_TEST, Pillar.NT2): "nt2-test-en-niveau",
    (StepCode.REGISTER_FOR_WORK, Pillar.WERK): "inschrijven-bij-vdab",
    (StepCode.CHOOSE_ACTIVITY, Pillar.PARTICIPATIE): "welke-activiteiten-tellen",
    (StepCode.DO_HOURS, Pillar.PARTICIPATIE): "bewijs-van-deelname",
    (StepCode.APPROVE_HOURS, Pillar.PARTICIPATIE): "bewijs-van-deelname",
    (StepCode.FINISH, None): "inburgering-in-brussel",
    (StepCode.GIVE_ATTEST, None): "inburgeringsattest",
}

FORMS: Mapping[TrajectForm, LazyText] = {
    TrajectForm.LINEAIR: _l("Lineair: het ene onderdeel na het andere"),
    TrajectForm.GECOMBINEERD: _l("Gecombineerd: onderdelen tegelijk"),
    TrajectForm.GEINTEGREERD: _l("Geïntegreerd: onderdelen samen in één aanbod"),
}

DUTIES: Mapping[Duty, LazyText] = {
    Duty.VERPLICHT: _l("Je moet inburgeren (verplicht)"),
    Duty.RECHTHEBBEND: _l("Je mag inburgeren (rechthebbend)"),
}

OCCUPATIONS: Mapping[Occupation, LazyText] = {
    Occupation.NONE: _l("Geen werk of studie"),
    Occupation.WORK: _l("Je werkt"),
    Occupation.STUDY: _l("Je studeert"),
}

# As a trajectbegeleider reads them: about somebody else.
DUTIES_OF_OTHERS: Mapping[Duty, LazyText] = {
    Duty.VERPLICHT: _l("Moet inburgeren (verplicht)"),
    Duty.RECHTHEBBEND: _l("Mag inburgeren (rechthebbend)"),
}

OCCUPATIONS_OF_OTHERS: Mapping[Occupation, LazyText] = {
    Occupation.NONE: _l("Werkt en studeert niet"),
    Occupation.WORK: _l("Werkt"),
    Occupation.STUDY: _l("Studeert"),
}

CONTRACT_STATES: Mapping[ContractState, LazyText] = {
    ContractState.REGISTERED: _l("Aangemeld, contract nog niet getekend"),
    ContractState.SIGNED: _l("Contract getekend"),
    ContractState.COMPLETED: _l("Klaar: inburgeringsattest gekregen"),
    ContractState.ENDED: _l("Gestopt"),
}

REGIONS: Mapping[Region, LazyText] = {
    Region.VLAANDEREN: _l("De regels van Vlaanderen gelden voor jou."),
    Region.BRUSSEL: _l("De regels van Brussel gelden voor jou."),
}

OPSCHORTING_GROUNDS: Mapping[OpschortingGround, LazyText] = {
    OpschortingGround.SICK_LEAVE: _l("Ziekte"),
    OpschortingGround.MATERNITY: _l("Bevalling"),
    OpschortingGround.CARE: _l("Zorg voor een familielid"),
    OpschortingGround.PSYCHOSOCIAL: _l("Psychosociale problemen"),
    OpschortingGround.SOCIETAL: _l("Maatschappelijke problemen"),
    OpschortingGround.NO_CHILDCARE: _l("Geen kinderopvang"),
    OpschortingGround.WORK_OR_STUDY: _l("Werk of studie"),
}

SCOPES: Mapping[SuspendedScope, LazyText] = {
    SuspendedScope.TRACK: _l("Het hele traject"),
    SuspendedScope.MO: _l("Maatschappelijke oriëntatie (MO)"),
    SuspendedScope.NT2: _l("Nederlands (NT2)"),
    SuspendedScope.WERK: _l("Werk"),
    SuspendedScope.PARTICIPATIE: _l("Participatie en netwerk"),
}

VRIJSTELLING_GROUNDS: Mapping[VrijstellingGround, LazyText] = {
    VrijstellingGround.ILLNESS_OR_HANDICAP: _l("Ernstige ziekte of handicap"),
    VrijstellingGround.DIPLOMA: _l("Diploma"),
    VrijstellingGround.VRIJSTELLINGSTEST: _l("Geslaagd voor de vrijstellingstest"),
    VrijstellingGround.LANGUAGE_PROOF: _l("Bewijs van kennis van het Nederlands"),
    VrijstellingGround.WORKS_OR_STUDIES: _l("Werk of studie"),
    VrijstellingGround.MAY_NOT_WORK: _l("Je mag niet werken"),
}

TESTS: Mapping[TestKind, LazyText] = {
    TestKind.MO_TEST: _l("Test maatschappelijke oriëntatie"),
    TestKind.MO_VRIJSTELLINGSTEST: _l("Vrijstellingstest maatschappelijke oriëntatie"),
    TestKind.NT2_TEST: _l("Test Nederlands"),
}

OUTCOMES: Mapping[ResultOutcome, LazyText] = {
    ResultOutcome.PASSED: _l("Geslaagd"),
    ResultOutcome.FAILED: _l("Niet geslaagd"),
}

APPOINTMENTS: Mapping[AppointmentKind, LazyText] = {
    AppointmentKind.TALK: _l("Gesprek met je trajectbegeleider"),
    AppointmentKind.COURSE_START: _l("Eerste les"),
    AppointmentKind.TEST: _l("Test"),
}

FORECASTS: Mapping[ForecastState, LazyText] = {
    ForecastState.EXPECTED: _l("Je traject loopt."),
    ForecastState.NOTHING_LEFT: _l(
        "Je hebt alle onderdelen. Je trajectbegeleider geeft je het inburgeringsattest."
    ),
    ForecastState.OVER: _l("Dit traject is voorbij."),
}

TODO_KINDS: Mapping[TodoKind, LazyText] = {
    TodoKind.APPOINTMENT: _l("Je hebt een afspraak"),
    TodoKind.STEP: _l("Je volgende stap"),
    TodoKind.CASE_REPLY: _l("Er is een antwoord op je vraag"),
    TodoKind.PAYMENT: _l("Je moet iets betalen"),
    TodoKind.ACTIVITY: _l("Je doet binnenkort mee aan een activiteit"),
    TodoKind.ACTIVITY_OFF: _l("Een activiteit gaat niet door"),
    TodoKind.ACTIVITY_CHANGED: _l("Een activiteit is veranderd"),
}

# By the code of the course in rules/courses.yaml.
ADVICES: Mapping[str, LazyText] = {
    "mo": _l("Cursus maatschappelijke oriëntatie"),
    "cbe-alfa": _l("Basiseducatie: leren lezen en schrijven"),
    "cbe-alfa-kort": _l("Basiseducatie: leren lezen en schrijven, kort"),
    "cbe-nt2": _l("Basiseducatie: Nederlands, rustig tempo"),
    "cvo-standaard": _l("Volwassenenonderwijs: gewoon tempo"),
    "cvo-verlengd": _l("Volwassenenonderwijs: rustig tempo"),
    "cvo-verkort": _l("Volwassenenonderwijs of universiteit: snel tempo"),
    "latijns-schrift-cbe": _l("Basiseducatie: eerst het Latijnse schrift"),
    "latijns-schrift-cvo": _l("Volwassenenonderwijs: eerst het Latijnse schrift"),
}

# Why the rules refuse an act: the reasons of `OutsideRules`.
REFUSALS: Mapping[str, LazyText] = {
    "in-the-future": _l("Deze dag moet nog komen. Kies vandaag of een dag in het verleden."),
    "before-registration": _l("Deze dag ligt voor de aanmelding."),
    "before-signature": _l("Deze dag ligt voor de handtekening."),
    "ends-before-start": _l("De einddatum ligt voor de begindatum."),
    "ground-unknown": _l("Deze reden telt hier niet volgens de regels."),
    "too-long": _l("Zo lang mag het niet volgens de regels."),
    "too-short": _l("Zo kort mag het niet volgens de regels."),
    "not-optional": _l("Dit onderdeel kan je niet kiezen."),
    "not-in-track": _l("Dit onderdeel hoort niet bij dit traject."),
    "needs-proof": _l("Dit onderdeel is pas klaar met een testresultaat of met goedgekeurde uren."),
    "advice-unknown": _l("Dit advies staat niet in de regels."),
}
