"""What a plan says of an inburgeraar to who guides them: the same codes as labels_pip, that speaks to the inburgeraar."""

from collections.abc import Mapping

from i18n import LazyText
from i18n import lazy_gettext as _l
from portal.models.pips import AppointmentKind, Pillar, VrijstellingGround
from portal.services.rule_kinds import DeadlineCode, StepActor
from portal.services.steps import StepCode
from portal.ui import labels_pip

DEADLINES: Mapping[DeadlineCode, LazyText] = {
    DeadlineCode.REGISTER: _l("Aanmelden"),
    DeadlineCode.FIX_PARTS: _l("Onderdelen vastleggen"),
    DeadlineCode.SIGN: _l("Contract tekenen"),
    DeadlineCode.WORK_REGISTRATION: _l("Inschrijven om werk te zoeken"),
    DeadlineCode.FINISH: _l("Traject afmaken"),
}

ACTORS: Mapping[StepActor, LazyText] = {
    StepActor.INBURGERAAR: _l("Inburgeraar"),
    StepActor.TRAJECTBEGELEIDER: _l("Trajectbegeleider"),
    StepActor.SCHOOL: _l("De school"),
    StepActor.GEMEENTE: _l("Gemeente"),
}

STEPS: Mapping[tuple[StepCode, Pillar | None], LazyText] = {
    (StepCode.REGISTER, None): DEADLINES[DeadlineCode.REGISTER],
    (StepCode.FIX_PARTS, None): DEADLINES[DeadlineCode.FIX_PARTS],
    (StepCode.SIGN, None): DEADLINES[DeadlineCode.SIGN],
    (StepCode.GET_NT2_ADVICE, Pillar.NT2): _l("Advies voor Nederlands"),
    (StepCode.PLAN_COURSE, Pillar.MO): _l("Een cursus maatschappelijke oriëntatie plannen"),
    (StepCode.PLAN_COURSE, Pillar.NT2): _l("Een cursus Nederlands plannen"),
    (StepCode.START_COURSE, Pillar.MO): _l("Cursus maatschappelijke oriëntatie"),
    (StepCode.START_COURSE, Pillar.NT2): _l("Cursus Nederlands"),
    (StepCode.FOLLOW_COURSE, Pillar.MO): _l("Cursus maatschappelijke oriëntatie"),
    (StepCode.FOLLOW_COURSE, Pillar.NT2): _l("Cursus Nederlands"),
    (StepCode.PASS_TEST, Pillar.MO): _l("Test maatschappelijke oriëntatie"),
    (StepCode.PASS_TEST, Pillar.NT2): _l("Test Nederlands"),
    (StepCode.REGISTER_FOR_WORK, Pillar.WERK): DEADLINES[DeadlineCode.WORK_REGISTRATION],
    (StepCode.CHOOSE_ACTIVITY, Pillar.PARTICIPATIE): _l("Een activiteit kiezen"),
    (StepCode.DO_HOURS, Pillar.PARTICIPATIE): _l("Meedoen en uren bewijzen"),
    (StepCode.APPROVE_HOURS, Pillar.PARTICIPATIE): _l("Uren goedkeuren"),
    (StepCode.FINISH, None): DEADLINES[DeadlineCode.FINISH],
    (StepCode.GIVE_ATTEST, None): _l("Inburgeringsattest geven"),
}

VRIJSTELLING_GROUNDS: Mapping[VrijstellingGround, LazyText] = {
    **labels_pip.VRIJSTELLING_GROUNDS,
    VrijstellingGround.MAY_NOT_WORK: _l("Mag niet werken"),
}

APPOINTMENTS: Mapping[AppointmentKind, LazyText] = {
    **labels_pip.APPOINTMENTS,
    AppointmentKind.TALK: _l("Afspraak"),
}
