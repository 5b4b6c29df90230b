"""Templates of the pages: one Jinja environment a face, with the shared frame, the words and the figures in reach."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from forbear.entry.web.look import figures
from forbear.entry.web.look.words import LANGUAGES, Lang, shipped_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def language_of(wanted: str | None, accepts: str | None = None) -> Lang:
    """Return the language to speak: the one asked for, else the first of ours that the browser accepts, else Chinese."""
    for lang in LANGUAGES:
        if wanted == lang:
            return lang
    first = (accepts or "").lower().split(",")[0]
    return "en" if first.startswith("en") else "zh-CN"


def _spoken(help_: Callable[[str, Lang], str], lang: Lang, value: str) -> str:
    return help_(value, lang)


class Pages:
    """Renders the templates of one face; `face` is the package that holds `templates/`."""

    def __init__(self, face: str, **helps: Callable[[str, Lang], str]) -> None:
        """Prepare the environment; templates are looked for in the face, then in the shared look.

        `helps` are the face's own ways to say something, each of (value, language), as functions and filters.
        """
        self._helps = helps
        self._faces = [face, "forbear.entry.web.look"]
        self._environments: dict[Lang, Environment] = {lang: self._environment(lang) for lang in LANGUAGES}

    def _environment(self, lang: Lang) -> Environment:
        from jinja2 import ChoiceLoader  # noqa: PLC0415 - only here

        words = shipped_words()
        environment = Environment(
            loader=ChoiceLoader([PackageLoader(face) for face in self._faces]),
            autoescape=select_autoescape(default=True, default_for_string=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.globals.update(
            lang=lang,
            other=LANGUAGES[1 - LANGUAGES.index(lang)],
            say=lambda key, **names: words.say(lang, key, **names),
            token=lambda kind, value: words.token(lang, kind, value),
            money=lambda amount, currency: figures.money(amount, currency, lang),
            day=lambda value: figures.day(value, lang),
            instant=lambda value, zone, **more: figures.instant(value, zone, lang, **more),
            masked=figures.masked,
            colon="：" if lang == "zh-CN" else ": ",
            comma="，" if lang == "zh-CN" else ", ",
        )
        for name, help_ in self._helps.items():
            spoken = partial(_spoken, help_, lang)
            environment.globals[name] = spoken
            environment.filters[name] = spoken
        return environment

    def render(self, template: str, lang: Lang, values: Mapping[str, Any]) -> str:
        """Return the page as text; a value that a template needs and does not get is a fault and raises."""
        return self._environments[lang].get_template(template).render(**values)
