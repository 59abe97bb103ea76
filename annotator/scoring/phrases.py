"""What scoring says, in every language of names."""

from __future__ import annotations

from typing import Final

_FINDINGS: Final[dict[str, dict[str, str]]] = {
    "omitted": {"ko": "동작을 빠뜨림", "en": "movement omitted"},
    "pause": {"ko": "{value:.1f}초 멈춤 (한도 {high:g}초)", "en": "stood still for {value:.1f} s (limit {high:g} s)"},
    "no-kick": {"ko": "차기가 보이지 않음", "en": "no kick is seen"},
    "low-kick": {
        "ko": "차기가 낮음: 다리 길이의 {value:.2f} (최소 {low:g})",
        "en": "low kick: {value:.2f} leg lengths (at least {low:g})",
    },
    "other-arm": {"ko": "반대쪽 팔로 함", "en": "done with the other arm"},
    "other-technique": {
        "ko": "다른 손동작으로 보임 (손목 높이 {value:.2f})",
        "en": "looks like another hand technique (wrist {value:.2f} torso lengths over the hips)",
    },
    "other-stance": {
        "ko": "다른 서기: 길이 {value:.2f} (허용 {low:g}~{high:g}, 다리 길이)",
        "en": "another stance: {value:.2f} leg lengths long (allowed {low:g} to {high:g})",
    },
    "short-stance": {
        "ko": "서기가 짧음: {value:.2f} (최소 {low:g}, 다리 길이)",
        "en": "short stance: {value:.2f} leg lengths (at least {low:g})",
    },
    "long-stance": {
        "ko": "서기가 김: {value:.2f} (최대 {high:g}, 다리 길이)",
        "en": "long stance: {value:.2f} leg lengths (at most {high:g})",
    },
    "sway": {
        "ko": "중심이 흔들림: {value:.1f}도 (한도 {high:g}도)",
        "en": "the trunk shakes: {value:.1f} degrees (limit {high:g})",
    },
    "too-fast": {
        "ko": "느린 동작이 빠름: {value:.1f}초 (최소 {low:g}초)",
        "en": "slow movement done too fast: {value:.1f} s (at least {low:g} s)",
    },
    "crane-touch": {
        "ko": "학다리서기에서 든 발이 바닥에 닿음: 높이 {value:.2f} (최소 {low:g}, 다리 길이)",
        "en": "the raised foot touches the floor: {value:.2f} leg lengths (at least {low:g})",
    },
    "restart": {"ko": "품새를 처음부터 다시 시작함", "en": "the form was begun again"},
    "over-time": {
        "ko": "경기 시간 초과: {value:.1f}초 (한도 {high:g}초)",
        "en": "over the time limit: {value:.1f} s (limit {high:g} s)",
    },
}
_PARTS: Final[dict[str, dict[str, str]]] = {
    "movement": {"ko": "동작 전체", "en": "the whole movement"},
    "hands": {"ko": "손동작", "en": "hands"},
    "stance": {"ko": "서기", "en": "stance"},
    "kick": {"ko": "차기 높이", "en": "height of the kick"},
    "balance": {"ko": "중심", "en": "balance"},
    "raised foot": {"ko": "든 발", "en": "raised foot"},
}
_REASONS: Final[dict[str, dict[str, str]]] = {
    "not settled": {
        "ko": "동작 이름만으로는 손의 위치가 정해지지 않음",
        "en": "the form does not settle where the hands end",
    },
    "no shape": {"ko": "이 서기의 규격이 없음", "en": "there are no limits for this stance"},
    "no direction": {
        "ko": "품새에 이 동작의 방향이 정해져 있지 않음",
        "en": "no source says where one faces in this movement",
    },
    "hidden": {"ko": "영상에서 가려져 보이지 않음", "en": "hidden in the video"},
    "mixed up": {
        "ko": "반대쪽 발이 앞에 보임: 좌우가 뒤바뀌어 인식되었을 수 있음",
        "en": "the other foot seems to be in front: left and right may be mixed up",
    },
    "along": {
        "ko": "카메라 방향으로 서서 길이를 잴 수 없음",
        "en": "lies along the camera's view: its length cannot be measured",
    },
    "away": {"ko": "카메라 반대쪽으로 차서 가려짐", "en": "kicked away from the camera, hidden by the body"},
    "side view": {
        "ko": "옆에서 보여 좌우 흔들림이 보이지 않음",
        "en": "seen from the side: swaying from side to side does not show",
    },
    "too short": {"ko": "멈춘 시간이 짧아 잴 수 없음", "en": "held too shortly to be measured"},
}
_PROXIES: Final[dict[str, dict[str, str]]] = {
    "total-time": {"ko": "전체 시간", "en": "total time"},
    "slow-time": {"ko": "느린 동작의 시간", "en": "time of the slow movement"},
    "pause": {"ko": "멈춘 시간", "en": "time stood still"},
    "kick-height": {"ko": "차기 높이", "en": "height of the kick"},
    "stance-length": {"ko": "서기 길이", "en": "length of the stance"},
    "sway": {"ko": "몸통의 흔들림", "en": "sway of the trunk"},
    "speed-peak": {"ko": "가장 빠른 속도", "en": "peak speed"},
}


def finding_text(finding: str, **values: object) -> dict[str, str]:
    """What a finding is called, with its values; raises KeyError for one that has no words."""
    return {language: text.format(**values) for language, text in _FINDINGS[finding].items()}


def proxy_text(name: str) -> dict[str, str]:
    """What a proxy is called; raises KeyError for one that has no words."""
    return dict(_PROXIES[name])


def part_text(part: str) -> dict[str, str]:
    """What a part of a movement that is looked at is called ("hands", "stance", "kick", "balance")."""
    return dict(_PARTS[part])


def reason_text(reason: str) -> dict[str, str]:
    """Why something was not judged; raises KeyError for a reason that has no words."""
    return dict(_REASONS[reason])


def rules_text(english: str, korean: str) -> dict[str, str]:
    """What rules say; in English alone where whoever wrote them said it in English alone."""
    return {"ko": korean or english, "en": english}
