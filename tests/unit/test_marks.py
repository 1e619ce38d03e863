"""What each part of a translation was made from, when somebody typed in the text as a whole."""

from knowledge import marks, paragraphs
from knowledge.marks import NOT_PLACED, Known
from knowledge.paragraphs import Made, Unit
from knowledge.parts import By, PartKind


def part(words, kind=PartKind.PARAGRAPH):
    return Unit(kind, (words,), ("",) if kind is PartKind.PARAGRAPH else ())


def texts(*words):
    title, *others = words
    return (part(title, PartKind.TITLE), *map(part, others))


DUTCH = texts("Titel", "Een.", "Twee.", "Drie.")
ENGLISH = texts("Title", "One.", "Two.", "Three.")
BY_MACHINE = Known(ENGLISH, paragraphs.made_from(DUTCH, By.MACHINE))


def typed(*words, published=BY_MACHINE, draft=None, dutch=DUTCH):
    return marks.after(texts(*words), published=published, draft=draft, dutch=dutch)


def of(dutch, number, by=By.PERSON):
    return Made(dutch[number].hash, by)


def test_words_that_stay_keep_what_was_known_of_them():
    assert typed("Title", "One.", "Two.", "Three.") == BY_MACHINE.made


def test_a_part_with_other_words_is_a_persons_and_the_others_stay_the_machines():
    made = typed("Title", "One.", "Number two.", "Three.")

    assert made[2] == of(DUTCH, 2)
    assert [one.by for one in made] == [By.MACHINE, By.MACHINE, By.PERSON, By.MACHINE]


def test_words_that_are_typed_and_taken_back_are_the_machines_again():
    draft = Known(
        texts("Title", "One.", "Number two.", "Three."), typed("Title", "One.", "Number two.", "Three.")
    )

    assert typed("Title", "One.", "Two.", "Three.", draft=draft) == BY_MACHINE.made


def test_a_part_written_against_the_dutch_of_now_is_made_from_that():
    now = texts("Titel", "Een.", "Anders.", "Drie.")

    made = typed("Title", "One.", "Otherwise.", "Three.", dutch=now)

    assert made[2] == of(now, 2)


def test_a_part_whose_dutch_changed_and_that_nobody_touched_stays_behind():
    now = texts("Titel", "Een.", "Anders.", "Drie.")

    made = typed("Title", "Number one.", "Two.", "Three.", dutch=now)

    assert made[2] == of(DUTCH, 2, By.MACHINE)
    assert made[1] == of(now, 1)


def test_what_was_written_before_the_dutch_changed_stays_of_the_dutch_of_then():
    draft_words = ("Title", "One.", "Number two.", "Three.")
    draft = Known(texts(*draft_words), typed(*draft_words))
    now = texts("Titel", "Een.", "Anders.", "Drie.")

    made = typed("Title", "Number one.", "Number two.", "Three.", draft=draft, dutch=now)

    assert made[2] == of(DUTCH, 2)
    assert made[1] == of(now, 1)


def test_a_part_for_dutch_that_was_added_finds_its_place():
    now = texts("Titel", "Een.", "Nieuw.", "Twee.", "Drie.")

    made = typed("Title", "One.", "New.", "Two.", "Three.", dutch=now)

    assert made == (*BY_MACHINE.made[:2], of(now, 2), *BY_MACHINE.made[2:])


def test_a_part_that_moved_is_what_it_was():
    made = typed("Title", "Three.", "One.", "Two.")

    assert set(made[1:]) == set(BY_MACHINE.made[1:])


def test_a_part_too_many_has_no_place_until_it_is_taken_out():
    words = ("Title", "One.", "Extra.", "Two.", "Three.")

    made = typed(*words)

    assert made == (*BY_MACHINE.made[:2], NOT_PLACED, *BY_MACHINE.made[2:])
    assert typed("Title", "One.", "Two.", "Three.", draft=Known(texts(*words), made)) == BY_MACHINE.made


def test_a_part_without_a_place_gets_one_when_its_dutch_comes():
    words = ("Title", "One.", "Extra.", "Two.", "Three.")
    now = texts("Titel", "Een.", "Extra hier.", "Twee.", "Drie.")

    made = typed(*words, draft=Known(texts(*words), typed(*words)), dutch=now)

    assert made[2] == of(now, 2)


def test_a_new_translation_is_made_from_the_dutch_from_the_top_down():
    half = marks.after(texts("Title", "One."), published=None, draft=None, dutch=DUTCH)

    assert half == (of(DUTCH, 0), of(DUTCH, 1))
    now = texts("Titel", "Eerst.", "Twee.", "Drie.")
    whole = marks.after(
        texts("Title", "One.", "Two.", "Three."), published=None, draft=Known(texts("Title", "One."), half), dutch=now
    )  # fmt: skip
    assert whole == (of(DUTCH, 0), of(DUTCH, 1), of(now, 2), of(now, 3))


def test_dutch_that_stands_where_nobody_translated_stays_untranslated_until_somebody_does():
    unfinished = Known(
        texts("Title", "One.", "Twee.", "Three."), (*BY_MACHINE.made[:2], Made(None), BY_MACHINE.made[3])
    )

    assert typed("Title", "First.", "Twee.", "Three.", published=unfinished)[2] == Made(None)
    assert typed("Title", "One.", "Two.", "Three.", published=unfinished)[2] == of(DUTCH, 2)


def test_words_that_were_reviewed_are_a_persons_once_they_change():
    reviewed = Known(ENGLISH, paragraphs.made_from(DUTCH, By.REVIEWED))

    made = typed("Title", "One!", "Two.", "Three.", published=reviewed)

    assert [one.by for one in made] == [By.REVIEWED, By.PERSON, By.REVIEWED, By.REVIEWED]
