"""Token dictionaries: class ids to words in every language, and finger-spelled letters to Hangul."""

from annotator.tokens.dictionary import Token, TokenDictionary
from annotator.tokens.hangul import FINGER_LETTERS, SyllableComposer, compose_jamo, spell_out
from annotator.tokens.load import load_tokens, parse_tokens
from annotator.tokens.spelling import SPELLED, spell_segments

__all__ = [
    "FINGER_LETTERS",
    "SPELLED",
    "SyllableComposer",
    "Token",
    "TokenDictionary",
    "compose_jamo",
    "load_tokens",
    "parse_tokens",
    "spell_out",
    "spell_segments",
]
