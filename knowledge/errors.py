"""What can go wrong in the knowledge base. Errors carry facts, in English: they are for editors and operators.

KnowledgeError
├── BadArticle     an article file is broken (place and reason)
├── BadGlossary    a file of terms is broken
├── BadIndex       a stored index does not fit the model or the texts, or is damaged
├── BadEvaluation  a file of questions or pages cannot be used
└── BadModel       the embedding model that was set cannot be loaded
"""

from dataclasses import dataclass


@dataclass
class KnowledgeError(Exception):
    """The root: `place` is a file, a line or a field; `reason` says what is wrong there."""

    place: str
    reason: str

    def __str__(self) -> str:
        """Say place and reason."""
        return f"{self.place}: {self.reason}"


class BadArticle(KnowledgeError):
    """An article file is broken."""


class BadGlossary(KnowledgeError):
    """A file of the glossary is broken."""


class BadIndex(KnowledgeError):
    """A stored index is damaged or belongs to another model or other texts."""


class BadEvaluation(KnowledgeError):
    """A file of pages or questions is broken."""


class BadModel(KnowledgeError):
    """The embedding model cannot be loaded."""
