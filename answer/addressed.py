"""Sentences of a document that are addressed to a model: what they say is no evidence, whoever wrote them.

Only what cannot be meant for a person counts: the markup of chats, orders to forget instructions, orders that call a
model by its name, orders to cite the very page. "Reply with SAFE" and "AI assistants may not see customer data" are
for people. What follows in the same paragraph, or inside the same markup, belongs to the address.
"""

from __future__ import annotations

import re
from functools import lru_cache

from verify.claim import MARKER
from verify.claims import sentence_spans

_MODEL = (
    r"(?:(?:ai|a\.i\.|virtual|digital|artificial)[ -](?:assistants?|models?|agents?|systems?|chatbots?)|ais?|llms?|"
    r"(?:large )?language[ -]models?|chatbots?|chat ?gpt|gpt|assistants?|"
    r"ki|ki-(?:assistent(?:en)?|systeme?|modelle?)|sprachmodelle?)"
)
# Without the words that also name people.
_MACHINE = (
    r"(?:(?:ai|artificial)[ -](?:assistants?|models?|systems?|chatbots?)|"
    r"llms?|(?:large )?language[ -]models?|chatbots?)"
)
_GIVEN = r"(?:(?:all|any|the|your|every|each|these|those|of|my|our)\s+)*"
_EARLIER = r"(?:(?:previous|prior|earlier|above|preceding|foregoing|former|other|own|original|initial|system)\s+)"
_RULES = r"(?:instructions?|prompts?|directions?|guidelines?|directives?|orders?|commands?)"
# Somebody who sets an earlier notice right says what it was about; an attack does not.
_UNSCOPED = r"(?!\s+(?:about|on|for|from|sent|of|concerning|regarding|in the e-?mail)\b)"
_OPENS = r"(?:^|[.:;!?>\]\n(]\s*|\b(?:and|then|please|now|must|will|should|to)\s+)"
_TELLS = (
    r"(?:answer|reply|respond|say|state|tell|write|cite|use|treat|refuse|ignore|add|send|prefer|output|print|repeat|"
    r"rank|put|include|recommend|follow|decode|do not|don['’]t|never|always|end|must|you|all other|the claim|"
    r"sage|antworte|schreibe|questions)"
)
_ADDRESSED = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        # forget what you were told
        rf"{_OPENS}(?:ignore|disregard|forget|override|bypass)\s+{_GIVEN}{_EARLIER}+{_RULES}\b{_UNSCOPED}",
        rf"{_OPENS}(?:ignore|disregard|forget|override)\s+(?:all\s+)?your\s+(?:\w+\s+)?(?:{_RULES}|rules|sources)\b",
        rf"{_OPENS}(?:ignore|disregard)\s+(?:the|all)\s+(?:{_RULES}|evidence|context|question|"
        rf"text)\s+(?:above|before)\b",
        rf"{_OPENS}(?:ignore|disregard)\s+the\s+question\b.*\binstructions\b",
        rf"{_OPENS}(?:forget|ignore|disregard)\s+everything\s+(?:you\s+(?:were|have been|know)|above|before)\b",
        r"\b(?:reveal|repeat|print|output|show)\s+(?:me\s+)?your\s+(?:system\s+)?prompt\b",
        r"\byou are now (?:in )?(?:developer mode|dan\b|jailbroken|an? (?:ai|assistant|model)\b)",
        r"\bfrom now on,? you are (?:an? )?(?:ai|assistant|model|chatbot)\b",
        rf"\b(?:do not|don['’]t|never|stop|cease)\s+(?:follow|obey|heed|comply with|"
        rf"listen)\w*\s+(?:to\s+)?{_GIVEN}{_EARLIER}+"
        rf"{_RULES}\b{_UNSCOPED}",
        r"\bpay no (?:attention|heed) to (?:what|anything|everything|whatever) (?:came|comes|was|you|stands|stood)\b",
        r"\b(?:set aside|abandon|discard|drop|throw away|delete|erase|reset|put "
        r"away)\s+(?:all\s+)?(?:the|your|any)\s+(?:\w+\s+)?"
        rf"(?:{_RULES}|rules|context|programming)\s+(?:you (?:were|have been|got)|that you (?:were|have)|"
        rf"above|before)\b",
        rf"\b(?:overrides?|supersedes?|replaces?|takes precedence over|outranks?)\s+{_GIVEN}(?:system|developer|model)"
        rf"(?:['’]s)?\s+{_RULES}\b",
        r"\b(?:ignore|disregard|forget)\s+(?:all|everything)(?: of the)? above(?:[.!]|\s+and\b)",
        r"\b(?:system override|(?:new |updated )system prompt)\s*:",
        r"\b(?:ignore|disregard|forget)\s+(?:what the user|the user['’]s|the user (?:question|query|prompt))",
        r"\byour (?:new|real|actual|true|only) (?:task|job|goal|role|objective|purpose) is (?:now )?to "
        r"(?:translate|write|say|answer|output|print|reply|respond|repeat|summari[sz]e|ignore|pretend|act)\b",
        r"\banswer (?:every|each|any|all) (?:questions?|quer(?:y|ies)|prompts?|requests?) with\b",
        # called by name
        rf"^\W*(?:hey|hello|hi|dear|attention|listen|ok|okay)\b[ ,]+(?:all |any |every |to all |the "
        rf")?{_MODEL}\s*[:,!.—–-]",
        rf"\b(?:any|all|an|every|the) {_MODEL} (?:that |which |who )?(?:reads?|reading|processing|"
        rf"process(?:es)?|summari[sz]\w+|"
        rf"indexing|indexes|quoting|seeing|sees|retriev\w+) (?:this|these)\b",
        rf"\bas an? {_MODEL},? you\b|\breading this as an? {_MODEL}\b|\bnur für {_MODEL}\b|\bonly for {_MACHINE}\b",
        rf"\b(?:{_MACHINE}|the assistant)\b[^.!?\n]{{0,60}}?\b(?:must|shall|should|ha(?:s|ve) to|(?:is|"
        rf"are) (?:required|obliged|ordered) to)"
        r" (?:always |only |never )?(?:say|output|respond with|reply with|print|cite|answer with|state|"
        r"repeat|mention)\b",
        rf"\byou are (?:now |only )?(?:an? |the )?(?:\w+ ){{0,2}}{_MODEL} (?:that|who|which|without|with no)\b",
        r"\b(?:instructions?|notes?|messages?|orders?|tasks?) (?:to|for) (?:the |any )?"
        r"(?:summari[sz]ers?|bots?|retrievers?|generators?|rag|crawlers?|ai)\b",
        r"\bwhen(?:ever)? (?:you|an ai) (?:summari[sz]e|translate|process|analy[sz]e|retrieve|index|ingest)s? "
        r"(?:this|the) (?:page|document|text|message|e-?mail|passage)\b",
        rf"\bif you are an? {_MODEL}(?=\s*(?:[,.:;]|$|and\b|that\b|which\b|reading\b|answering\b))",
        rf"\b(?:note|notes|notice|message|attention|(?:new )?instructions?|orders?|hinweis|anweisung|nachricht)\s+"
        rf"(?:to|for|an)\s+(?:the\s+|any\s+|every\s+|all\s+|die\s+|das\s+)?{_MODEL}\b",
        rf"^\W*(?:dear\s+|attention,?\s+|to (?:the |any |all )?)?{_MODEL}\s*[:,]\s*{_TELLS}\b",
        rf"^\W*{_MODEL}\s+must\s+(?:use|cite|answer|reply|say|treat|prefer)\b",
        rf"\bdecode (?:this )?and (?:follow|obey|execute)\b|\bfollow(?: it)?,? {_MODEL}:",
        # another turn of the talk
        r"^\W*(?:system|developer)(?: (?:message|prompt|note|override))?\W*:\s*"
        r"(?:you|ignore|answer|reply|say|tell|do not)\b",
        r"\[(?:system|developer|admin)(?: (?:message|prompt|note|override))?\]",
        r"</?(?:system|instructions?|assistant|system_prompt|system-prompt)>",
        r"^\W*(?:human|user):\s.{8,}\b(?:assistant|ai):",
        r"(?-i:\b(?:BEGIN|START|END)(?: OF)? (?:(?:ADMIN|SYSTEM|DEVELOPER|USER|NEW) )?(?:CONTEXT|PROMPT|"
        r"EVIDENCE|SESSION|"
        r"INSTRUCTIONS|SYSTEM MESSAGE)\b)",
        rf"^\W*(?:assistant|user)\W*:\s*(?:{_TELLS}|i will|sure)\b",
        # how to be used
        r"\bcite this (?:page|document|text|message|passage|source|chunk)\b.*\b(?:as|first|in every|policy)\b"
        r"(?!:)(?=.*\b(?:policy|answers?|first|cite)\b)",
        r"\b(?:always\s+)?rank this (?:page|document|text|passage)\b",
        r"\bNO_ANSWER\b|<\s*/?\s*evidence\b[^>\n]*>",
        # the first order, in other languages
        r"\b(?:oublie[zr]?|ignore[zr]?) tout ce qui précède|\b(?:vergiss|vergessen sie|ignorier\w*) alles,? was "
        r"(?:vorher|davor|zuvor|oben|bisher)|\b(?:olvida|olvide|ignora) todo lo anterior|"
        r"\b(?:dimentica|ignora) tutto (?:ciò|quello|quanto)|\b(?:esqueça|ignore) tudo o que|\bzapomnij o wszystkim\b|"
        r"\bзабудь всё?\b|忘记(?:之前|以上|上面)的?一切",
        r"\b(?:ignorier\w*|vergiss|vergessen sie|missachte\w*)\s+(?:alle|die|deine|ihre|sämtliche)\s+\w*\s*"
        r"(?:anweisungen|instruktionen|befehle|vorgaben)",
        r"\b(?:ignore[zr]?|oublie[zr]?)\s+(?:toutes\s+)?(?:les|vos|tes)\s+(?:instructions|consignes)",
        r"\b(?:ignora|ignore|ignorad|olvida|olvide)\s+(?:todas\s+)?(?:las|sus|tus)\s+instrucciones",
        r"\b(?:zignoruj|pomiń|"
        r"zapomnij)\w*\s+(?:o\s+)?(?:wszystki\w+\s+)?(?:poprzedni\w+\s+)?(?:polece\w+|instrukcj\w+)",
        r"\b(?:ignora|ignorate|dimentica)\s+(?:tutte\s+)?(?:le|tue)\s+istruzioni",
        r"\b(?:ignore|ignora|esqueça)\s+(?:todas\s+)?(?:as|suas)\s+instruções",
        r"\b(?:игнорируй\w*|забудь\w*)\s+(?:все\s+)?(?:предыдущие\s+)?(?:инструкци\w+|указани\w+)",
        r"(?:忽略|无视|忘记)(?:之前|以上|先前|上面)?的?(?:所有|全部)?(?:的)?(?:指令|指示|提示)",
    )
)
_TURN = re.compile(
    r"<\|(?:im_start|start_header_id|system|user|assistant)\|?>?.*?(?:<\|(?:im_end|eot_id|end)\|>|\n\n|\Z)|"
    r"<\|[a-z_]{2,30}\|>[^\n]*|"
    r"\[INST\].*?(?:\[/INST\]|\n\n|\Z)|<<SYS>>.*?(?:<</SYS>>|\n\n|\Z)|\[/INST\]|"
    r"<start_of_turn>.*?(?:<end_of_turn>|\n\n|\Z)|<end_of_turn>|"
    r"<(tool_call|function_call|tool_response)>.*?(?:</\1>|\n\n|\Z)|"
    r"^\W*Instruction:\s*\n.*?\n\W*Response:\s*\n[^\n]*",
    re.DOTALL | re.MULTILINE,
)
# The address of a picture, not its description: a client that shows it would send what the address holds.
_PICTURE = re.compile(r"!\[([^\]\n]*)\]\([^)\n]*\)|<img\b[^>\n]*\bsrc\b[^>\n]*>", re.IGNORECASE)
_PARAGRAPH = re.compile(r"(?:[^\n]|\n(?!\s*\n))+")


def without_addressed(text: str) -> str:
    """`text` with what is addressed to a model, and with pictures, blanked out: it keeps its length, so spans fit."""
    return _PICTURE.sub(_described, _without_addresses(text))


def holds_address(text: str) -> bool:
    """Whether anything in `text` is addressed to a model."""
    return _without_addresses(text) != text


# The writer, the prompt and the verifier ask about the same few chunks.
@lru_cache(maxsize=256)
def _without_addresses(text: str) -> str:
    text = _TURN.sub(lambda match: _blank(match.group()), text)
    return _PARAGRAPH.sub(lambda match: _without_address(match.group()), text)


def _without_address(paragraph: str) -> str:
    """A paragraph up to the sentence that addresses a model; lines may be broken anywhere, so it is searched whole."""
    found = [match.start() for pattern in _ADDRESSED if (match := pattern.search(paragraph))]
    if not found:
        return paragraph
    starts = [start for start, end in sentence_spans(paragraph) if start <= min(found) < end]
    start = min([*starts, min(found)])
    return paragraph[:start] + _blank(paragraph[start:])


def in_prompt(text: str) -> str:
    """`text` as a language model may read it: what is addressed to it left out, markers of its own as ``(1)``."""
    said = without_addressed(text)
    if said != text:
        said = "\n".join(line for line in (" ".join(line.split()) for line in said.splitlines()) if line)
    return MARKER.sub(lambda match: match.group().replace("[", "(").replace("]", ")"), said)


def _described(picture: re.Match[str]) -> str:
    """The description of a picture where it stood, the rest blank."""
    said = f"  {picture.group(1) or ''}"
    return said + _blank(picture.group()[len(said) :])


def _blank(text: str) -> str:
    return "".join(character if character == "\n" else " " for character in text)
