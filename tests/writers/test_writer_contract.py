"""What every writer keeps to."""

from __future__ import annotations

import pysubs2
import pytest
from annotations import CASES, spoken
from hypothesis import given
from hypothesis import strategies as st

from annotator.writers import BUILTIN_WRITERS, SrtWriter, Writer

WRITERS = {writer.name: writer for writer in BUILTIN_WRITERS}
SUBTITLES = {name: writer for name, writer in WRITERS.items() if name in ("srt", "vtt", "ass")}


def rendered(writer: type[Writer], case: str, language: str = "ko") -> str:
    data = writer().render(CASES[case], language)
    return data if isinstance(data, str) else data.decode()


@pytest.mark.parametrize("name", WRITERS)
def test_names_and_extensions(name: str) -> None:
    writer = WRITERS[name]()
    assert writer.extension == writer.extension.lower()
    assert writer.extension.startswith(".")
    assert writer.suffix("ko", tagged=False) == writer.suffix("") == writer.extension
    assert writer.suffix("ko") == (f".ko{writer.extension}" if writer.per_language else writer.extension)


def test_no_two_writers_share_a_name_or_an_extension() -> None:
    assert len(WRITERS) == len({writer.extension for writer in BUILTIN_WRITERS}) == len(BUILTIN_WRITERS)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", WRITERS)
def test_every_case_is_written_the_same_way_each_time(name: str, case: str) -> None:
    writer = WRITERS[name]()
    first = writer.render(CASES[case], "ko")
    assert first == writer.render(CASES[case], "ko")
    assert first == WRITERS[name]().render(CASES[case], "ko")


@pytest.mark.parametrize("name", WRITERS)
def test_hangul_is_written_as_it_is(name: str) -> None:
    assert "안녕하세요" in rendered(WRITERS[name], "korean")


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", SUBTITLES)
def test_subtitle_readers_find_the_cues(name: str, case: str) -> None:
    found = pysubs2.SSAFile.from_string(rendered(SUBTITLES[name], case), format_=name)
    expected = [cue for cue in CASES[case].cues if cue.language in ("", "ko") and cue.lines]
    assert [(event.start, event.end) for event in found] == [
        (round(cue.start_s * 1000), round(cue.end_s * 1000)) for cue in expected
    ]
    for event, cue in zip(found, expected, strict=True):
        lines = [" ".join(line.split()) for line in cue.lines if line.strip()]
        assert (
            event.plaintext.replace("->", "").split() == "\n".join(lines).replace("-->", "").replace("--", "").split()
        )
        assert len(event.plaintext.splitlines()) == len(lines)


TIMES = st.floats(0, 4e5) | st.sampled_from([0.0, 0.0004, 0.0005, 0.0006, 1.0, 1.0001])


@given(st.lists(st.tuples(TIMES, TIMES), max_size=8))
def test_srt_times_never_overlap_and_always_have_length(times: list[tuple[float, float]]) -> None:
    data = SrtWriter().render(spoken(*((min(pair), max(pair)) for pair in times)), "ko")
    stamps = [stamp for line in data.splitlines() if " --> " in line for stamp in line.split(" --> ")]
    clocks = [[int(part) for part in stamp.replace(",", ":").split(":")] for stamp in stamps]
    ms = [((hours * 60 + minutes) * 60 + seconds) * 1000 + rest for hours, minutes, seconds, rest in clocks]
    assert len(ms) == 2 * len(times)
    assert ms == sorted(ms)
    assert all(start < end for start, end in zip(ms[::2], ms[1::2], strict=True))
