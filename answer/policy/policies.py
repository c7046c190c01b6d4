"""The rules of a file, tried in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from answer.answer import Answer, AnswerStatus, Applied
from answer.policy.errors import PolicyError, no_yaml
from answer.policy.rule import Action, Rule
from answer.policy.table import Table
from retrieval.hit import Hit
from retrieval.question import Question

SMALL_TALK = Path(__file__).with_name("small_talk.yaml")
_ENDING = {Action.REFUSE, Action.ESCALATE, Action.ANSWER_WITH, Action.LOOK_UP}


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the rules say of a question.

    Attributes:
        applied: Every rule that applied, in order.
        answer: What ends the matter; None where an answer is to be drafted.
        support: What each claim needs at least, in [0, 1]; None where the verifier's threshold will do.
        filters: Tag key to the values that a document must have one of; a key without values admits none.
        notices: Said beside whatever is answered.
        said: The question in every way in which the rules were tried on it, its own words first.
    """

    applied: tuple[Applied, ...] = ()
    answer: Answer | None = None
    support: float | None = None
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    said: tuple[str, ...] = ()

    def on(self, answer: Answer) -> Answer:
        """`answer` with the rules that applied, and with the notices behind its own."""
        return replace(answer, policies=self.applied, notices=(*answer.notices, *self.notices))

    def narrowed(self, question: Question) -> Question | None:
        """The question within the filters; None where no document can meet them together with its own."""
        filters = dict(question.filters)
        for key, values in self.filters.items():
            filters[key] = tuple(value for value in values if value in filters[key]) if key in filters else values
        return replace(question, filters=filters) if all(filters.values()) else None


@dataclass(frozen=True, slots=True)
class Policies:
    """Rules with the tables that they look up.

    Attributes:
        tables: By the name of the rule.
    """

    rules: tuple[Rule, ...] = ()
    tables: Mapping[str, Table] = field(default_factory=dict)

    @classmethod
    def load(cls, *paths: Path) -> Policies:
        """The rules of several files, one after the other.

        Raises:
            PolicyError: A file or a table cannot be used, or two rules have one name.
        """
        rules: list[Rule] = []
        tables: dict[str, Table] = {}
        for path in paths:
            for rule in _read(path):
                if any(rule.name == other.name for other in rules):
                    raise PolicyError(f"got two rules '{rule.name}', expected each name once; rename one in '{path}'")
                if rule.look_up is not None:
                    tables[rule.name] = Table.load(rule.look_up, path.parent)
                rules.append(rule)
        return cls(tuple(rules), tables)

    @property
    def waits_for_the_draft(self) -> bool:
        """Whether what a draft cites may end the matter, so that nothing of it may go out before it is whole."""
        return any(rule.when.cites and rule.action in _ENDING for rule in self.rules)

    def before(self, question: Question, wordings: Sequence[str]) -> Ruling:
        """What the rules that need no draft say.

        Args:
            question: As it was asked.
            wordings: The same standing alone, and as it is searched.
        """
        said = tuple(dict.fromkeys([question.text, *wordings]))
        return self._ruling(said, lambda rule: not rule.when.cites and rule.when.holds(said, question.groups))

    def after(self, question: Question, cited: Sequence[Hit], ruling: Ruling) -> Ruling:
        """`ruling` with what the rules on citations add, once it is known which hits a draft cites."""

        def applies(rule: Rule) -> bool:
            return bool(rule.when.cites) and rule.when.holds(ruling.said, question.groups) and rule.when.holds_of(cited)

        found = self._ruling(ruling.said, applies)
        return replace(
            ruling,
            applied=ruling.applied + found.applied,
            answer=found.answer,
            support=_most(ruling.support, found.support),
            notices=ruling.notices + found.notices,
        )

    def _ruling(self, said: tuple[str, ...], applies: Callable[[Rule], bool]) -> Ruling:
        ruling = Ruling(said=said)
        for rule in filter(applies, self.rules):
            answer = self._ending(rule, said)
            if answer is None and rule.action in _ENDING:
                continue
            ruling = _with(ruling, rule, answer)
            if answer is not None:
                break
        return ruling

    def _ending(self, rule: Rule, said: Sequence[str]) -> Answer | None:
        """The answer that ends the matter; None where the rule only sets terms, or its table has no answer."""
        if rule.refuse:
            return Answer(AnswerStatus.REFUSED, "policy", rule.refuse)
        if rule.escalate is not None:
            text = f"This goes to {rule.escalate.queue}: {rule.escalate.reason}"
            return Answer(AnswerStatus.ESCALATED, "policy", text)
        if rule.answer_with:
            return Answer(AnswerStatus.ANSWERED, "policy", rule.answer_with)
        if rule.look_up is not None:
            text = self.tables[rule.name].answer(said) or rule.look_up.otherwise
            return Answer(AnswerStatus.ANSWERED, "policy", text) if text else None
        return None


def _with(ruling: Ruling, rule: Rule, answer: Answer | None) -> Ruling:
    queue = rule.escalate.queue if rule.escalate is not None else ""
    ruling = replace(ruling, applied=(*ruling.applied, Applied(rule.name, rule.action.value, queue)), answer=answer)
    if rule.require is not None:
        filters = dict(ruling.filters)
        for key, values in rule.require.filters.items():
            filters[key] = tuple(value for value in values if value in filters[key]) if key in filters else values
        return replace(ruling, support=_most(ruling.support, rule.require.support), filters=filters)
    return replace(ruling, notices=(*ruling.notices, rule.disclaim)) if rule.disclaim else ruling


def _most(one: float | None, other: float | None) -> float | None:
    return max((value for value in (one, other) if value is not None), default=None)


def _read(path: Path) -> Iterator[Rule]:
    try:
        fields = yaml.safe_load(path.read_text(encoding="utf-8"))
        yield from _File.model_validate(fields).rules
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(f"the policies '{path}' cannot be read ({error}); check the path") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        named = _name(fields, first["loc"])
        raise PolicyError(f"got an unusable `{where}`{named} in '{path}': {first['msg']}; correct it") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise no_yaml(error, f"the file of policies '{path}'") from error


def _name(fields: object, where: tuple[int | str, ...]) -> str:
    """The name of the rule that an error is about, as far as it has one."""
    try:
        return f" of the rule '{fields['rules'][where[1]]['name']}'"  # type: ignore[index]  # whatever YAML holds
    except (KeyError, IndexError, TypeError):
        return ""
