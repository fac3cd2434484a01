"""The language of what people read."""

from __future__ import annotations

_chosen: str | None = None

_LANGUAGES = ("zh", "en")


def set_language(language: str | None) -> None:
    """Chooses the language of tables, explanations, pages and messages.

    Parameters
    ----------
    language
        ``"zh"``, ``"en"``, or ``None`` for what holds at first: tables, pages and
        explanations are Chinese, messages of errors English.

    Raises
    ------
    ArgumentError
        For any other language.

    """
    global _chosen  # noqa: PLW0603
    _chosen = None if language is None else of(language)


def of(language: str | None) -> str:
    """The language a call is answered in."""
    if language is None:
        return _chosen or "zh"
    if language not in _LANGUAGES:
        from huimin import _errors

        raise _errors.made(
            "argument",
            f"语言应为 zh 或 en,实为 `{language}`",
            f"expected zh or en as language, but found `{language}`",
        )
    return language


def of_errors() -> str:
    """The language of messages of errors."""
    return _chosen or "en"
