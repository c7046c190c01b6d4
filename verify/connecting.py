"""Sentences that say nothing about the world: they join, greet, announce, or own up to not knowing."""

from __future__ import annotations

import re

_ANNOUNCES = re.compile(
    r"(?:sure|certainly|of course|absolutely|okay|ok|yes|no problem|great question|good question)[!.,: ]*|"
    r"(?:in (?:summary|short|conclusion|brief)|to (?:summari[sz]e|sum up)|"
    r"overall|for example|note|answer|summary)[:,.]?|"
    r"(?:based on|according to|from) (?:the|these|your) "
    r"(?:(?:given|provided|above|cited|available) )?(?:evidence|context|passages?|sources?|documents?|information|text)"
    r"(?: (?:provided|given|above))?[^.!?]{0,60}:|"
    r"(?:sure[!,.]? )?(?:here|below) ?(?:is|are|['’]s) [^.!?]{0,80}:",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r"(?:i|we) hope (?:this|that|it) .{0,60}|(?:please )?let me know .{0,80}|"
    r"(?:please )?feel free to (?:ask|contact) .{0,60}|"
    r"(?:if you have|do you have) (?:any )?(?:more|other|further) questions.{0,60}|"
    r"thank you for (?:asking|your question).{0,20}",
    re.IGNORECASE,
)
_GIVEN = r"(?:given|provided|available|retrieved|cited|above)"
_TEXTS = (
    rf"(?:(?:{_GIVEN} )?(?:evidence|context|passages?|search results?)|"
    rf"{_GIVEN} (?:documents?|information|texts?|sources?))"
    r"(?: (?:provided|given))?"
)
_NOT_KNOWING = re.compile(
    r"(?:(?:i am |i'm )?sorry,? (?:but )?|unfortunately,? |however,? |therefore,? |so,? |note(?: that|:) )*("
    r"(?:i|we) (?:do not|don[’']t) (?:know|have (?:enough |any |sufficient )?(?:information|evidence)).*|"
    r"(?:i|we) (?:am |are |was |were )?(?:cannot|can[’']t|could not|couldn[’']t|unable to|not able to) "
    r"(?:find|answer|say|tell|determine|provide|locate)\b.*|"
    r"(?:that|this|it|(?:the|this) question) (?:cannot|can[’']t|could not) be answered\b.*|"
    r"unable to answer.*|no (?:answer|information) (?:was |is |can be )?(?:found|given|available|provided).*|"
    rf"(?:the|these|this|none of the) {_TEXTS} (?:does|do|did)? ?(?:not|n[’']t) (?:\w+ )?"
    r"(?:mention|say|state|contain|provide|specify|include|answer|give|address|explain|discuss|indicate)\b.*|"
    rf"there is (?:no|not enough|insufficient) (?:\w+ )?(?:information|mention|evidence|answer)\b.*|"
    rf"(?:it is )?not (?:mentioned|stated|specified|said) in the {_TEXTS}.*"
    r")",
    re.IGNORECASE | re.DOTALL,
)
# What follows one of these may well state something.
_GOES_ON = re.compile(r"\b(?:but|however|although|while|which|so it)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"\s*(?:[;:,]|\s[-–]|—)\s+")
_DIGIT = re.compile(r"\d")
_VERB = (
    r"(?:is|are|was|were|has|have|gets?|pays?|costs?|may|must|can|will|shall|should|needs?|applies|apply|lasts?|ends?|"
    r"begins?)\b(?! not\b)"
)
_SOMEBODY = r"(?:the|a|an|it|they|you|we|he|she|there|this|everybody|nobody|all|each|every)"
# A number, a name, or a clause of its own, "so I cannot say" aside.
_STATES = re.compile(rf"\d|\b(?!I\b)[A-ZÀ-Þ]\w+|^(?:but |and |so )?{_SOMEBODY}\b.*\b{_VERB}")


# What announces or takes leave, and says on the way how much or who gets what.
_TELLS = re.compile(r"\d|\b(?:gets?|pays?|paid|receives?|costs?|earns?|entitled|allowed|forbidden)\b", re.IGNORECASE)


def says_nothing(statement: str) -> bool:
    """Whether `statement`, a sentence without markers, is no claim: it connects, or it says that nothing is known."""
    text = statement.strip()
    if _ANNOUNCES.fullmatch(text) or _PARTS.fullmatch(text):
        return not _TELLS.search(text)
    denied = _NOT_KNOWING.fullmatch(text)
    return denied is not None and not _GOES_ON.search(text, denied.start(1)) and not _adds(text[denied.start(1) :])


def _adds(text: str) -> bool:
    """Whether behind a comma, a colon or a dash something is stated after all."""
    first, *rest = _CLAUSE.split(text)
    return any(_STATES.search(clause) for clause in rest) or bool(_DIGIT.search(first) and rest)
