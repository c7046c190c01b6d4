"""A table that answers are looked up in."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from answer.policy.errors import PolicyError
from answer.policy.rule import LookUp
from answer.policy.wording import plain, says


@dataclass(frozen=True, slots=True)
class Table:
    """Rows by the value that must be said.

    Attributes:
        answers: The value of the key column to the answer.
    """

    answers: Mapping[str, str]

    @classmethod
    def load(cls, look_up: LookUp, folder: Path) -> Table:
        """Read the table and write every answer, so that a wrong column shows at once.

        Raises:
            PolicyError: It cannot be read, lacks a column, is empty, or has a key twice.
        """
        path = folder / look_up.table
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                rows = list(csv.DictReader(file))
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise PolicyError(f"the table '{path}' cannot be read ({error}); check the path") from error
        if not rows:
            raise PolicyError(f"got no row in the table '{path}', expected some below a header; fill it")
        answers: dict[str, str] = {}
        for row in rows:
            try:
                key, text = row[look_up.key].strip(), look_up.text.format_map(row)
            except (KeyError, IndexError, ValueError, AttributeError) as error:
                columns = ", ".join(map(str, rows[0]))
                raise PolicyError(
                    f"got the columns {columns} in '{path}', expected '{look_up.key}' and those of the text "
                    f"({type(error).__name__}: {error}); correct either"
                ) from error
            if not key or key in answers:
                raise PolicyError(f"got the key '{key}' in '{path}' empty or twice, expected each once; correct it")
            answers[key] = text
        return cls(answers)

    def answer(self, said: Sequence[str]) -> str | None:
        """The answer to the one key that is said; None for none, or for several.

        What is said in the question itself counts before what was said earlier: `said` in that order. Of keys that
        hold each other the longer counts: "New York" is not "York".
        """
        for text in map(plain, said):
            found = [key for key in self.answers if says(text, key)]
            longest = [key for key in found if not any(key != o and key.casefold() in o.casefold() for o in found)]
            if longest:
                return self.answers[longest[0]] if len(longest) == 1 else None
        return None
