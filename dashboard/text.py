"""Words in two languages, beside the thing they name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Theme = Literal["dark", "light"]
THEMES: tuple[Theme, ...] = get_args(Theme)
Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = get_args(Lang)


@dataclass(frozen=True)
class Text:
    """One phrase in Chinese and in English."""

    zh: str
    en: str

    def to(self, lang: Lang, **values: object) -> str:
        """Return the phrase in `lang`, its `{names}` filled from `values`."""
        phrase = self.zh if lang == "zh" else self.en
        return phrase.format(**values) if values else phrase


def filled(words: Text, **values: object) -> Text:
    """`words` with its `{names}` filled in both languages; a value may be a `Text` itself."""
    zh = {name: value.zh if isinstance(value, Text) else value for name, value in values.items()}
    en = {name: value.en if isinstance(value, Text) else value for name, value in values.items()}
    return Text(words.to("zh", **zh), words.to("en", **en))


def preferred(asked: str | None, accepted: str | None) -> Lang:
    """The language of a reader: `?lang=` first, then the browser's `Accept-Language`, else Chinese."""
    for word in (asked or "", *(accepted or "").split(",")):
        for lang in LANGS:
            if word.strip().lower().startswith(lang):
                return lang
    return "zh"
