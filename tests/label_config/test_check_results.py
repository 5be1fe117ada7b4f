"""Results are checked strictly against the config and the task; each fault names its field."""

import copy
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from label_config.check_results import check_results
from label_config.config import LabelConfig
from label_config.generate import Tag, generate_config
from label_config.parse import parse_config
from label_config.read_results import labels_in, read_results
from label_config.readings import Box, Chosen, Polygon, Span

TAGS = [Tag("猫"), Tag("Dog")]
TEXT = "我在 北京🏙️ with Ann"
NER = parse_config(generate_config("ner", TAGS))
BOXES = parse_config(generate_config("object_detection", TAGS))
POLYGONS = parse_config(generate_config("polygon", TAGS))
CHOICE = parse_config(generate_config("text_classification", TAGS))
Result = dict[str, Any]


def span(**value: Any) -> Result:
    value = {"start": 3, "end": 7, "text": TEXT[3:7], "labels": ["Dog"], **value}
    return {"id": "s1", "from_name": "label", "to_name": "text", "type": "labels", "origin": "manual", "value": value}


def on_picture(kind: str, value: dict[str, Any]) -> Result:
    return {
        "id": "r1", "from_name": "label", "to_name": "image", "type": kind, "origin": "manual", "value": value,
        "original_width": 800, "original_height": 400, "image_rotation": 0,
    }  # fmt: skip


def box(**value: Any) -> Result:
    value = {"x": 10, "y": 20.5, "width": 30, "height": 40, "rotation": 0, "rectanglelabels": ["猫"], **value}
    return on_picture("rectanglelabels", value)


def polygon(**value: Any) -> Result:
    value = {"points": [[0, 0], [50, 0.5], [20, 100]], "closed": True, "polygonlabels": ["猫"], **value}
    return on_picture("polygonlabels", value)


def choice(**value: Any) -> Result:
    value = {"choices": ["猫"], **value}
    return {"id": "c", "from_name": "label", "to_name": "text", "type": "choices", "origin": "manual", "value": value}


def fields(config: LabelConfig, results: object, text: str = TEXT) -> list[str]:
    return [fault.field for fault in check_results(config, results, {"text": text, "image": "https://a/b.png"})]


GOOD = [(NER, span()), (BOXES, box()), (BOXES, box(x=50, rotation=30)), (POLYGONS, polygon()), (CHOICE, choice())]


@pytest.mark.parametrize(("config", "result"), GOOD)
def test_a_right_answer_has_no_fault(config: LabelConfig, result: Result) -> None:
    assert fields(config, [result]) == []
    assert fields(config, [{**result, "meta": {"text": ["a note"]}, "score": 0.5, "unknown": [1, {"a": None}]}]) == []


def test_no_regions_is_an_answer_and_no_choice_is_none() -> None:
    assert fields(NER, []) == fields(BOXES, []) == []
    assert fields(CHOICE, []) == ["results"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": ""}, "results[0].id"), ({"id": 5}, "results[0].id"), ({"id": "x" * 256}, "results[0].id"),
        ({"from_name": "other"}, "results[0].from_name"), ({"from_name": None}, "results[0].from_name"),
        ({"from_name": ["label"]}, "results[0].from_name"),
        ({"to_name": "image"}, "results[0].to_name"), ({"type": "choices"}, "results[0].type"),
        ({"origin": "magic"}, "results[0].origin"), ({"value": []}, "results[0].value"),
        ({"value": None}, "results[0].value"),
        ({"meta": math.nan}, "results[0].meta"), ({"meta": [math.inf]}, "results[0].meta[0]"),
        ({"meta": {"a": "\x00"}}, "results[0].meta.a"), ({"meta": "\ud800"}, "results[0].meta"),
        ({"\ud800": 1}, "results[0]"), ({"meta": 10**30}, "results[0].meta"),
    ],
)  # fmt: skip
def test_a_wrong_envelope_is_named(change: dict[str, Any], field: str) -> None:
    assert fields(NER, [{**span(), **change}]) == [field]


@pytest.mark.parametrize("results", [None, {}, "x", 5, [[]], ["a"], [None]])
def test_what_is_no_list_of_results_is_refused(results: object) -> None:
    assert fields(NER, results) in (["results"], ["results[0]"])


def test_endless_lists_and_nesting_are_refused() -> None:
    assert fields(NER, [span()] * 5001) == ["results"]
    deep: Any = 1
    for _ in range(5000):
        deep = [deep]
    assert fields(NER, [{**span(), "meta": deep}])[0].startswith("results[0].meta[0]")
    assert len(fields(NER, [{}] * 3000)) == 100


def test_an_id_is_used_once() -> None:
    assert fields(NER, [span(), span(start=0, end=1, text="我")]) == ["results[1].id"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"labels": ["Cat"]}, "labels[0]"), ({"labels": []}, "labels"), ({"labels": "Dog"}, "labels"),
        ({"labels": ["Dog", "猫"]}, "labels"), ({"labels": [1]}, "labels[0]"), ({"labels": [None]}, "labels[0]"),
        ({"start": -1}, "start"), ({"start": 99}, "start"), ({"start": 7}, "end"), ({"end": 2}, "end"),
        ({"end": 99}, "end"),
        ({"start": "3"}, "start"), ({"start": 3.0}, "start"), ({"start": True}, "start"), ({"end": None}, "end"),
        ({"text": "北京"}, "text"), ({"text": None}, "text"), ({"text": 5}, "text"),
    ],
)  # fmt: skip
def test_a_wrong_span_is_named(change: dict[str, Any], field: str) -> None:
    assert fields(NER, [span(**change)]) == [f"results[0].value.{field}"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"x": -0.1}, "x"), ({"x": 100.1}, "x"), ({"y": -5}, "y"), ({"x": "10"}, "x"), ({"x": True}, "x"),
        ({"y": None}, "y"),
        ({"width": 91}, "width"), ({"height": 80}, "height"), ({"width": 0}, "width"), ({"height": -1}, "height"),
        ({"width": None}, "width"), ({"rotation": 45, "x": 0}, "rotation"), ({"rotation": "1"}, "rotation"),
        ({"rotation": 400}, "rotation"), ({"rectanglelabels": ["x"]}, "rectanglelabels[0]"),
    ],
)  # fmt: skip
def test_a_wrong_box_is_named(change: dict[str, Any], field: str) -> None:
    assert fields(BOXES, [box(**change)]) == [f"results[0].value.{field}"]


def test_a_little_beyond_the_edge_is_arithmetic() -> None:
    assert fields(BOXES, [box(x=-1e-9, width=100.000000001)]) == []
    assert fields(BOXES, [box(x=90, y=0, width=10, height=10, rotation=90)]) == []  # turned inwards about the top edge


@pytest.mark.parametrize("name", ["original_width", "original_height"])
@pytest.mark.parametrize("size", [None, 0, -1, "800", 1.5, True])
def test_regions_bring_the_size_of_the_picture(name: str, size: object) -> None:
    for config, result in ((BOXES, box()), (POLYGONS, polygon())):
        assert fields(config, [{**result, name: size}]) == [f"results[0].{name}"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"points": [[0, 0], [1, 1]]}, "points"), ({"points": [[0, 0], [1, 1], [0, 0]]}, "points"),
        ({"points": [[0, 0], [10, 10], [20, 20]]}, "points"), ({"points": None}, "points"),
        ({"points": [[0, 0, 0]]}, "points[0]"),
        ({"points": [[0, 0], [101, 1], [3, 3]]}, "points[1][0]"),
        ({"points": [[0, 0], [1, "1"], [3, 3]]}, "points[1][1]"),
        ({"points": [[0, 0]] * 5001}, "points"), ({"closed": False}, "closed"),
        ({"polygonlabels": ["x"]}, "polygonlabels[0]"),
    ],
)  # fmt: skip
def test_a_wrong_polygon_is_named(change: dict[str, Any], field: str) -> None:
    assert fields(POLYGONS, [polygon(**change)]) == [f"results[0].value.{field}"]


def test_a_single_choice_is_one_and_answered_once() -> None:
    assert fields(CHOICE, [choice(choices=["猫", "Dog"])]) == ["results[0].value.choices"]
    assert fields(CHOICE, [choice(), {**choice(), "id": "d"}]) == ["results[1]"]
    several = parse_config(generate_config("text_classification", TAGS).replace('"single"', '"multiple"'))
    assert fields(several, [choice(choices=["猫", "Dog"])]) == []
    assert fields(several, [choice(choices=["猫", "猫"])]) == ["results[0].value.choices[1]"]


def test_a_message_for_a_missing_answer_is_the_configs_own() -> None:
    xml = generate_config("text_classification", TAGS).replace("required=", 'requiredMessage="Say something" required=')
    assert str(check_results(parse_config(xml), [], {"text": "a"})[0].message) == "Say something"


def test_labels_are_used_as_often_as_allowed() -> None:
    xml = generate_config("ner", TAGS).replace('value="Dog"', 'value="Dog" maxUsages="1"')
    twice = [span(), {**span(), "id": "s2"}]
    assert fields(parse_config(xml), twice) == ["results[1].value.labels"]


def test_an_alias_is_what_is_stored() -> None:
    config = parse_config(generate_config("ner", TAGS).replace('value="Dog"', 'value="Dog" alias="D"'))
    assert fields(config, [span(labels=["D"])]) == []
    assert fields(config, [span()]) == ["results[0].value.labels[0]"]


def test_results_are_read_out() -> None:
    assert read_results(NER, [span()]) == [Span("s1", "label", ("Dog",), 3, 7, TEXT[3:7])]
    assert read_results(CHOICE, [choice()]) == [Chosen("c", "label", ("猫",))]
    assert read_results(BOXES, [box()]) == [Box("r1", "label", ("猫",), 10, 20.5, 30, 40, 0, 800, 400)]
    assert read_results(POLYGONS, [polygon()]) == [
        Polygon("r1", "label", ("猫",), ((0, 0), (50, 0.5), (20, 100)), 800, 400)
    ]
    assert labels_in(BOXES, [box(), box(), box(rectanglelabels=["Dog"])]) == {"猫": 2, "Dog": 1}
    assert read_results(NER, [box(), {}, {"from_name": "label"}, span(start="x")]) == []


@given(st.text(min_size=1, max_size=40), st.data())
def test_every_slice_of_any_text_is_a_right_span(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = fields(NER, [span(start=start, end=end, text=text[start:end])], text)
    assert found == (["results[0].value.text"] if "\x00" in text[start:end] else [])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(GOOD), st.data())
def test_no_value_anywhere_breaks_the_check(good: tuple[LabelConfig, Result], data: st.DataObject) -> None:
    config, result = good
    broken = copy.deepcopy(result)
    place = data.draw(st.sampled_from([broken, broken["value"]]))
    name = data.draw(st.sampled_from(sorted(place)))
    place[name] = data.draw(json_values)
    faults = check_results(config, [broken], {"text": TEXT, "image": "https://a/b.png"})
    assert all(str(fault.message) and fault.field.startswith("results") for fault in faults)
    if not faults:
        assert len(read_results(config, [broken])) == 1
