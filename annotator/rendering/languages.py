"""The languages of an annotation's subtitles, and how containers and players call them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from annotator.errors import AnnotatorError
from annotator.records import Annotation
from annotator.wording import languages_of

# ISO 639-1 (two letters) and ISO 639-2/T (three), which containers want: https://www.loc.gov/standards/iso639-2/
_TWO_AND_THREE: Final = """
aaaar ababk aeave afafr akaka amamh anarg arara asasm avava ayaym azaze babak bebel bgbul bibis bmbam bnben
bobod brbre bsbos cacat ceche chcha cocos crcre csces cuchu cvchv cycym dadan dedeu dvdiv dzdzo eeewe elell
eneng eoepo esspa etest eueus fafas ffful fifin fjfij fofao frfra fyfry gagle gdgla glglg gngrn guguj gvglv
hahau heheb hihin hohmo hrhrv hthat huhun hyhye hzher iaina idind ieile igibo iiiii ikipk ioido isisl itita
iuiku jajpn jvjav kakat kgkon kikik kjkua kkkaz klkal kmkhm knkan kokor krkau kskas kukur kvkom kwcor kykir
lalat lbltz lglug lilim lnlin lolao ltlit lulub lvlav mgmlg mhmah mimri mkmkd mlmal mnmon mrmar msmsa mtmlt
mymya nanau nbnob ndnde nenep ngndo nlnld nnnno nonor nrnbl nvnav nynya ococi ojoji omorm orori ososs papan
pipli plpol pspus ptpor quque rmroh rnrun roron rurus rwkin sasan scsrd sdsnd sesme sgsag sisin skslk slslv
smsmo snsna sosom sqsqi srsrp ssssw stsot susun svswe swswa tatam tetel tgtgk ththa titir tktuk tltgl tntsn
toton trtur tstso tttat twtwi tytah uguig ukukr ururd uzuzb veven vivie vovol wawln wowol xhxho yiyid yoyor
zazha zhzho zuzul
"""
_CODES: Final = {pair[:2]: pair[2:] for pair in _TWO_AND_THREE.split()}
_UNDETERMINED: Final = "und"
# What a language calls itself, as players list it; others are listed by their tag.
_TITLES: Final = {
    "ko": "한국어",
    "en": "English",
    "ja": "日本語",
    "zh": "中文",
    "de": "Deutsch",
    "es": "Español",
    "fr": "Français",
    "id": "Bahasa Indonesia",
    "it": "Italiano",
    "pt": "Português",
    "ru": "Русский",
    "th": "ไทย",
    "uz": "Oʻzbekcha",
    "vi": "Tiếng Việt",
}


def iso_639_2(tag: str) -> str:
    """The three letters that containers know a language by: `ko` and `ko-KR` are `kor`; unknown ones are `und`."""
    language = tag.partition("-")[0].lower()
    if len(language) == 3 and language.isascii() and language.isalpha():
        return language
    return _CODES.get(language, _UNDETERMINED)


def title_of(tag: str) -> str:
    """What players list a language as: `한국어`, `Português (BR)`."""
    language, _, region = tag.partition("-")
    name = _TITLES.get(language.lower(), language)
    return f"{name} ({region})" if region else name


def chosen_languages(annotation: Annotation, asked: Sequence[str]) -> tuple[str, ...]:
    """The languages asked for (none: all there are); raises AnnotatorError for one the annotation does not have."""
    there = languages_of(annotation)
    if missing := [tag for tag in asked if tag not in there]:
        raise AnnotatorError(
            f"the annotation has no subtitles in {', '.join(missing)}; it has {', '.join(there)}",
            stage="render",
            hint="annotator run --lang makes subtitles in other languages",
        )
    return tuple(asked) or there
