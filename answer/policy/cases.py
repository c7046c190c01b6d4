"""Questions with what the policies must say of them, so that a rule is tested like code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from answer.policy.errors import PolicyError, no_yaml
from answer.policy.policies import Policies, Ruling
from answer.policy.rule import Words
from ingest.chunk import Chunk
from ingest.document import Span
from retrieval.hit import Hit, Stage
from retrieval.question import Question, Turn
from retrieval.rewrite import rewrite


class PolicyCase(BaseModel):
    """One question.

    Attributes:
        history: What the person asked before, oldest first.
        groups: The asker's.
        cites: Tags of a document that the draft would cite; without it rules on citations are not tried.
        rules: Exactly the rules that must apply, in their order.
        status: What must end the matter, or `drafted` where nothing does.
        says: Stands in the answer that ends the matter.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    question: str = Field(min_length=1)
    history: Words = ()
    groups: Words = ()
    cites: Mapping[str, Words] | None = None
    rules: tuple[str, ...]
    status: Literal["drafted", "refused", "escalated", "answered"] = "drafted"
    says: str = ""

    def wrong(self, policies: Policies) -> str:
        """What the policies say otherwise, empty if nothing."""
        ruling = self._ruling(policies)
        applied = tuple(one.rule for one in ruling.applied)
        status = "drafted" if ruling.answer is None else ruling.answer.status.value
        text = "" if ruling.answer is None else ruling.answer.text
        if applied != self.rules:
            return f"got the rules {_named(applied)}, expected {_named(self.rules)}"
        if status != self.status:
            return f"got '{status}', expected '{self.status}'"
        return "" if self.says in text else f"got the answer '{text}', expected '{self.says}' in it"

    def _ruling(self, policies: Policies) -> Ruling:
        history = tuple(Turn("user", text) for text in self.history)
        # No rule looks at the day.
        question = Question(self.question, as_of=date.min, history=history, groups=self.groups)
        ruling = policies.before(question, rewrite(question).wordings)
        if ruling.answer is not None or self.cites is None:
            return ruling
        return policies.after(question, [_hit(self.cites)], ruling)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    cases: tuple[PolicyCase, ...] = Field(min_length=1)


def load_cases(path: Path) -> tuple[PolicyCase, ...]:
    """The cases of a file.

    Raises:
        PolicyError: It cannot be read, or a case of it cannot be used.
    """
    try:
        return _File.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))).cases
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(f"the cases '{path}' cannot be read ({error}); check the path") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise PolicyError(f"got an unusable `{where}` in '{path}': {first['msg']}; correct it") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise no_yaml(error, f"the file of cases '{path}'") from error


def failures(policies: Policies, cases: tuple[PolicyCase, ...]) -> Iterator[str]:
    """A sentence for each case that the policies fail, and for each rule that no case tries."""
    for number, case in enumerate(cases, start=1):
        if wrong := case.wrong(policies):
            yield f"case {number}, “{case.question}”: {wrong}"
    tried = {rule for case in cases for rule in case.rules}
    for rule in policies.rules:
        if rule.name not in tried:
            yield f"the rule '{rule.name}' is tried by no case; add one"


def _named(rules: tuple[str, ...]) -> str:
    return ", ".join(f"'{rule}'" for rule in rules) or "none"


def _hit(tags: Mapping[str, Words]) -> Hit:
    chunk = Chunk("", "", 0, "", Span(0, 0), "", "", tags=tags)
    return Hit(1, chunk, 1.0, Stage.RERANKED)
