"""Templates as data: one file each, both languages, slots of a closed set; checked when loaded, again when rendered.

A template for a contact that has a slot of class debt does not load, nor does one whose own words speak of a debt, nor
one without a way to stop. A subject line shows on a locked screen: it may hold no slot that tells more than who writes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import yaml

from forbear.language.debt_words import debt_words
from forbear.outreach.slots import MAY_BE_TOLD, SLOTS, Audience, SlotClass

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGES: Final = ("zh-CN", "en")
SLOT: Final = re.compile(r"\{([a-z_]+)\}")
_KEYS: Final = {"template", "channel", "audience", "version", "texts"}
_IN_SUBJECT: Final = frozenset({"lender_name", "office_name", "person_name"})
_HOW_TO_STOP: Final = {"zh-CN": "退订", "en": "STOP"}


class BadTemplate(Exception):
    """a template cannot be used"""


class NoTemplate(Exception):
    """there is no template of that name for that channel"""


@dataclass(frozen=True, slots=True)
class Text:
    """Subject and body of one language, with `{slot}` marks."""

    subject: str
    body: str

    @property
    def slots(self) -> frozenset[str]:
        """The names of all slots used."""
        return frozenset(SLOT.findall(self.subject)) | frozenset(SLOT.findall(self.body))


@dataclass(frozen=True, slots=True)
class Template:
    """One template, checked. `version` is the day from which its wording holds."""

    name: str
    channel: str
    audience: Audience
    version: str
    texts: Mapping[str, Text]


def load_template(text: str, *, source: str) -> Template:
    """Read and check a template. Raises `BadTemplate` naming `source`."""
    try:
        given: Any = yaml.safe_load(text)
    except yaml.YAMLError as fault:
        raise BadTemplate(f"{source}: not YAML: {fault}") from fault
    if not isinstance(given, dict) or set(given) != _KEYS:
        raise BadTemplate(f"{source}: needs exactly the keys {', '.join(sorted(_KEYS))}")
    if given["audience"] not in set(Audience):
        raise BadTemplate(f"{source}: audience `{given['audience']}` is not one of {', '.join(Audience)}")
    texts = given["texts"]
    if not isinstance(texts, dict) or set(texts) != set(LANGUAGES):
        raise BadTemplate(f"{source}: needs texts in {' and '.join(LANGUAGES)}")
    template = Template(
        name=str(given["template"]),
        channel=str(given["channel"]),
        audience=Audience(given["audience"]),
        version=str(given["version"]),
        texts=MappingProxyType({name: _text(texts[name], f"{source}: {name}") for name in LANGUAGES}),
    )
    for language, words in template.texts.items():
        _check(template.audience, language, words, f"{source}: {language}")
    return template


def _text(given: Any, where: str) -> Text:  # noqa: ANN401 - what YAML gives
    if not isinstance(given, dict) or set(given) != {"subject", "body"}:
        raise BadTemplate(f"{where}: needs `subject` and `body`")
    return Text(subject=str(given["subject"]).strip(), body=str(given["body"]).strip() + "\n")


def _check(audience: Audience, language: str, text: Text, where: str) -> None:
    if unknown := text.slots - set(SLOTS):
        raise BadTemplate(f"{where}: no such slot: {', '.join(sorted(unknown))}")
    told = {name for name in text.slots if SLOTS[name] not in MAY_BE_TOLD[audience]}
    if told:
        kinds = sorted({SLOTS[name].value for name in told})
        raise BadTemplate(
            f"{where}: a template for a {audience} may not hold {', '.join(sorted(told))} (class {', '.join(kinds)})"
        )
    if loud := set(SLOT.findall(text.subject)) - _IN_SUBJECT:
        raise BadTemplate(
            f"{where}: a subject shows on a locked screen and may not hold {', '.join(sorted(loud))}"
        )
    if SlotClass.REFERENCE not in {SLOTS[name] for name in text.slots}:
        raise BadTemplate(f"{where}: needs the slot `reference`, so that anyone can check who wrote")
    if _HOW_TO_STOP[language] not in text.body:
        raise BadTemplate(f"{where}: must say how to stop (`{_HOW_TO_STOP[language]}`)")
    if audience is Audience.CONTACT and (words := debt_words(f"{text.subject}\n{text.body}")):
        raise BadTemplate(f"{where}: speaks of a debt to a contact: {', '.join(sorted(set(words)))}")


@cache
def templates() -> Mapping[tuple[str, str], Template]:
    """Return every template that is shipped, by (name, channel). Raises `BadTemplate` for the first bad one."""
    found: dict[tuple[str, str], Template] = {}
    folder = resources.files("forbear.outreach").joinpath("templates")
    for file in sorted(folder.iterdir(), key=lambda item: item.name):
        if file.name.endswith(".yaml"):
            template = load_template(file.read_text(encoding="utf-8"), source=file.name)
            found[template.name, template.channel] = template
    return MappingProxyType(found)


def template_named(name: str, channel: str) -> Template:
    """Return that template; raises `NoTemplate`."""
    try:
        return templates()[name, channel]
    except KeyError:
        raise NoTemplate(f"there is no template `{name}` for {channel}") from None
