import pytest

from api_external.json_text import mend, needs_a_look, too_deep, unfit


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        (b'{"a": NaN}', b'{"a": 1e999}'),
        (b'{"a": [-Infinity, Infinity]}', b'{"a": [1e999, 1e999]}'),
        (b'{"NaN": "Infinity \\" NaN"}', b'{"NaN": "Infinity \\" NaN"}'),
        (rb'{"a": "\ud800x"}', rb'{"a": "\u0000x"}'),
        (rb'{"a": "\udc00"}', rb'{"a": "\u0000"}'),
        (rb'{"a": "\ud83d\ude00"}', rb'{"a": "\ud83d\ude00"}'),
        (rb'{"a": "\\ud800"}', rb'{"a": "\\ud800"}'),
        (rb'{"a": "\ud83d\ud83d\ude00"}', rb'{"a": "\u0000\ud83d\ude00"}'),
    ],
)
def test_what_strict_parsers_stumble_over_becomes_something_they_read(text: bytes, mended: bytes) -> None:
    assert mend(text) == mended


@pytest.mark.parametrize("depth", [1, 63, 64, 65, 66, 1000])
def test_sixty_four_levels_are_the_most(depth: int) -> None:
    nested = b'{"a":[' * (depth // 2) + b"[" * (depth % 2) + b"]" * (depth % 2) + b"]}" * (depth // 2)
    assert too_deep(nested) == (depth > 64)


def test_brackets_in_strings_and_beside_each_other_are_not_depth() -> None:
    assert not too_deep(b'"' + b"[" * 500 + b'"')
    assert not too_deep(rb'["\"' + b"[" * 500 + b'"]')
    assert not too_deep(b"[" + b"[]," * 500 + b"[]]")


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (rb'{"a": "x\u0000"}', ["m.a"]),
        (rb'{"a": [1, {"b": "\u0000"}]}', ["m.a[1].b"]),
        (rb'{"\u0000": 1}', ["m"]),
        (b'{"a": 1e999, "b": -1e400}', ["m.a", "m.b"]),
        (b'{"a": 1' + b"0" * 400 + b".5}", ["m.a"]),
        (b'{"a": ' + b"1" * 5000 + b"}", ["m.a"]),
        (b'{"a": ' + b"1" * 4000 + b"}", []),
        (b'{"a": 1e308, "b": 1e-999}', []),
        (rb'{"a": "\\u0000"}', []),
    ],
)
def test_what_cannot_be_kept_is_named_by_field(text: bytes, fields: list[str]) -> None:
    assert [fault.field for fault in unfit(text, "m")] == fields
    assert needs_a_look(text) or not fields


def test_ordinary_rows_need_no_look() -> None:
    assert not needs_a_look(b'{"id": "e_1", "content": "1e5 \\u4e2d 12345678901234567890", "metadata": {"n": 1e30}}')
