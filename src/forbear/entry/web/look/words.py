"""The words of the pages, from `words.yaml`: every key in both languages, or the catalogue does not load."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final, Literal, cast

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

Lang = Literal["zh-CN", "en"]
LANGUAGES: Final[tuple[Lang, ...]] = ("zh-CN", "en")


class BadWords(ValueError):
    """the catalogue of words lacks a language or is malformed"""


@dataclass(frozen=True, slots=True)
class Words:
    """A catalogue: key → language → text."""

    texts: Mapping[str, Mapping[str, str]]

    def say(self, lang: Lang, key: str, **names: object) -> str:
        """Return the text of `key`; an unknown key is a fault of ours and raises KeyError."""
        text = self.texts[key][lang]
        return text.format(**names) if names else text

    def token(self, lang: Lang, kind: str, value: str | None) -> str:
        """Return the word for a closed token such as an outcome; a token without a word is shown as it is."""
        if value is None:
            return self.say(lang, "never")
        entry = self.texts.get(f"{kind}.{value}")
        return entry[lang] if entry else value


def read_words(text: str) -> Words:
    """Read a catalogue from YAML text; raises BadWords naming every key that lacks a language."""
    raw = cast("dict[str, dict[str, str]]", yaml.safe_load(text))
    lacking = sorted(
        key for key, entry in raw.items() if set(entry) != set(LANGUAGES) or not all(entry.values())
    )
    if lacking:
        raise BadWords(f"no text in both languages for {', '.join(f'`{key}`' for key in lacking)}")
    return Words(raw)


@cache
def shipped_words() -> Words:
    """Return the catalogue that comes with the package."""
    return read_words(resources.files(__package__).joinpath("words.yaml").read_text(encoding="utf-8"))
