"""What scoring says, in every language of names."""

from __future__ import annotations

from typing import Final

_FINDINGS: Final[dict[str, dict[str, str]]] = {
    "omitted": {"ko": "동작을 빠뜨림", "en": "movement omitted"},
    "pause": {"ko": "{value:.1f}초 멈춤 (한도 {high:g}초)", "en": "stood still for {value:.1f} s (limit {high:g} s)"},
    "over-time": {
        "ko": "경기 시간 초과: {value:.1f}초 (한도 {high:g}초)",
        "en": "over the time limit: {value:.1f} s (limit {high:g} s)",
    },
}
_PROXIES: Final[dict[str, dict[str, str]]] = {
    "total-time": {"ko": "전체 시간", "en": "total time"},
    "slow-time": {"ko": "느린 동작의 시간", "en": "time of the slow movement"},
    "pause": {"ko": "멈춘 시간", "en": "time stood still"},
}


def finding_text(finding: str, **values: object) -> dict[str, str]:
    """What a finding is called, with its values; raises KeyError for one that has no words."""
    return {language: text.format(**values) for language, text in _FINDINGS[finding].items()}


def proxy_text(name: str) -> dict[str, str]:
    """What a proxy is called; raises KeyError for one that has no words."""
    return dict(_PROXIES[name])
