"""Our own questions through the whole chat: writes docs/measured/gold-questions.md.

python -m benchmarks.gold_questions
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from chatbot import gold, pipeline, traps
from knowledge.base import ARTICLES, KnowledgeBase, load_folder

RESULTS = Path("docs/measured/gold-questions.md")

PAGE = """# Our own questions

Written by `python -m benchmarks.gold_questions` on {day}, over the articles in `knowledge/articles`. Nothing was fitted on the half `test`; weights and limits were chosen with
`tune`. Wanted: `within_three` at least 0.95 in Dutch and 0.90 in each other language, `unanswerable_refused` at least 0.95, `answerable_refused` at most 0.07,
`urgent_caught` and `verbatim` 1.00.

- `first`, `within_three`: a right article stands first, or among the first three, for answerable questions.
- `answered_right`: an answerable question is answered with a quote from a right article.
- `behind_dutch`: how much less often than in Dutch that is so. `refused`: the chat says that it does not know. `verbatim`: quoted sentences that stand in the stored version.

## Traps

Questions that say who asks (`knowledge/gold/traps.jsonl`); `trapped`: a rule that holds for others was quoted. Wanted: 0. The code was `built` with one half; the other was written `after`.

{traps}

## Test half

{test}

## The plainest questions

What a newcomer asks first, in few and simple words (`knowledge/gold/plain.jsonl`): 114 topics in ten languages, nothing fitted on them. None is unanswerable.

{plain}

## Tune half

{tune}

## Tune half: what went wrong

What went wrong in the test half is not listed: whoever reads it could no longer measure with it.

{wrong}
"""


def judged(
    knowledge: KnowledgeBase, questions: Sequence[gold.GoldQuestion]
) -> tuple[list[gold.Judged], list[str]]:
    rows, wrong = [], []
    for question in questions:
        answer = pipeline.answer(question.question, language=question.language, knowledge=knowledge)
        row = gold.judge(question, answer, knowledge)
        rows.append(row)
        if not gold.is_right(row):
            quoted = ", ".join(dict.fromkeys(quote.slug for quote in answer.quotes)) or "-"
            wrong.append(
                f"| {question.id} | {question.kind} | {answer.outcome} | {quoted} | {', '.join(question.articles) or '-'} |"
            )
    return rows, wrong


def main() -> None:
    knowledge = load_folder(ARTICLES)
    test, _ = judged(knowledge, gold.read(gold.FILE, gold.Half.TEST))
    plain, _ = judged(knowledge, gold.read(gold.PLAIN, gold.Half.TEST))
    tune, wrong = judged(knowledge, gold.read(gold.FILE, gold.Half.TUNE))
    head = "| question | kind | came out as | quoted | right |\n|---|---|---|---|---|"
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(
        PAGE.format(
            day=f"{datetime.now(UTC):%Y-%m-%d}",
            traps=traps.table(traps.figures(list(traps.asked(traps.read(), knowledge)))),
            test=gold.table(gold.figures(test)),
            plain=gold.table(gold.figures(plain)),
            tune=gold.table(gold.figures(tune)),
            wrong="\n".join([head, *wrong]),
        ),
        encoding="utf-8",
    )
    print(RESULTS.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
