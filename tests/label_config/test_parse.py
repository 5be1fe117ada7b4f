"""A config is read into typed elements, or refused with every fault, its line and a reason."""

import pytest

from label_config.faults import ConfigFaults
from label_config.hotkeys import hotkeys_of
from label_config.known_elements import known_elements
from label_config.parse import parse_config
from label_config.readiness import faults_before_work

GOOD = """<View>
  <Header value="What is $title about?" size="3"/>
  <Text name="text" value="$text" granularity="word"/>
  <Choices name="tone" toName="text" choice="multiple" showInline="true" required="true">
    <Choice value="Good" alias="g" hotkey="G"/>
    <View><Choice value="Bad" selected="true" background="red"/></View>
  </Choices>
  <Labels name="who" toName="text"><Label value="Person" maxUsages="2"/></Labels>
</View>"""


def faults_of(xml: str) -> list[tuple[int | None, str]]:
    with pytest.raises(ConfigFaults) as refused:
        parse_config(xml)
    return [(fault.line, str(fault.message)) for fault in refused.value.faults]


def test_a_config_becomes_controls_and_objects() -> None:
    config = parse_config(GOOD)
    assert [element.tag for element in config][:4] == ["View", "Header", "Text", "Choices"]
    assert list(config.controls) == ["tone", "who"]
    tone = config.controls["tone"]
    assert (tone.multiple, tone.required, tone.result_type, tone.to_name) == (True, True, "choices", "text")
    assert [(label.value, label.key, label.hotkey, label.selected) for label in tone.labels] == [
        ("Good", "g", "G", False),
        ("Bad", "Bad", None, True),
    ]
    assert tone.labels[1].color == "#ff0000"
    assert config.objects["text"].option("granularity") == "word"
    assert config.scripts == ("text", "labels")
    assert config.warnings == ()


def test_the_same_text_gives_the_same_config() -> None:
    assert parse_config(GOOD) is parse_config(GOOD)


def test_keys_are_those_written_then_the_next_free_ones() -> None:
    keys = hotkeys_of(parse_config(GOOD), taken=["1"])
    assert keys == {("tone", "g"): "g", ("tone", "Bad"): "2", ("who", "Person"): "3"}


def test_looks_are_accepted_and_pointed_out() -> None:
    config = parse_config(
        '<View style="color: red" className="a">\n<Style>.a {}</Style>\n<Text name="t" value="$text" Granularity='
        '"word"\n zoom="1"/>loose</View>'
    )
    assert [warning.line for warning in config.warnings] == [1, 1, 1, 3]
    assert config.objects["t"].attributes["granularity"] == "word"


def test_every_element_names_where_it_is_drawn() -> None:
    for tag, element in known_elements().items():
        assert element.template is None or element.template.startswith("label_config/_")
        assert tag == element.tag
        assert len(element.__module__.split(".")) == 3


WRAP = '<View>\n<Text name="t" value="$text"/>\n<Image name="i" value="$image"/>\n{}\n</View>'
BROKEN: list[tuple[str, list[tuple[int, str]]]] = [
    ("", [(1, "empty")]),
    ("<View>\n\n<View>", [(3, "ends while <View> from line 3")]),
    ("<View>\n<Choices>\n</View>", [(3, "<Choices> from line 2")]),
    ('<View>\n<Text name="a" name="b"/></View>', [(2, "twice")]),
    ('<View>\n<Label value="a & b"/></View>', [(2, "&amp;")]),
    ('<View>\n\n<Label value="<"/></View>', [(3, "&lt;")]),
    ("<View>&nbsp;</View>", [(1, "&amp;")]),
    ("<View/>\n<View/>", [(2, "one <View>")]),
    ('<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b "c">]>\n<View>&b;</View>', [(2, "DOCTYPE")]),
    ("just text", [(1, "XML")]),
    ("<View>\n\x0b</View>", [(2, "XML")]),
    ("<View>" * 33 + "</View>" * 33, [(1, "deeper than 32")]),
    ("<View>\n" + "<View/>\n" * 2000 + "</View>", [(2001, "2000 elements")]),
    ("<View>\n<View " + " ".join(f'a{n}=""' for n in range(51)) + "/></View>", [(2, "50 attributes")]),
    ("<View>" + " " * (2 * 1024 * 1024), [(0, "larger")]),
    ('<Choices name="a" toName="b"/>', [(1, "outermost"), (1, "nothing has that name")]),
    (
        WRAP.format("<Foo/>\n<Bar><Label/></Bar>"),
        [(4, "<Foo>"), (5, "<Bar>"), (5, 'value="…"'), (5, "inside <Labels>")],
    ),
    (
        WRAP.format("<view/>\n<CHOICES name='c' toName='t'/>"),
        [(4, "<View>, not <view>"), (5, "<Choices>, not <CHOICES>")],
    ),
    (WRAP.format("<Labels/>"), [(4, 'needs name="…"'), (4, 'needs toName="…"')]),
    (WRAP.format('<Labels name="l" toname="t"/>'), [(4, "write toName")]),
    (WRAP.format('<Text name="x"/>'), [(4, 'needs value="…"')]),
    (WRAP.format('<Text\n\n value="$x"/>'), [(4, 'needs name="…"')]),
    (WRAP.format('<Labels name="t" toName="t"/>'), [(4, "already used on line 2")]),
    (WRAP.format('<Labels name="l" toName="nope"/>'), [(4, "there is: t")]),
    (WRAP.format('<Labels name="l" toName="t,i"/>'), [(4, "not several")]),
    (WRAP.format('<Labels name="l" toName="i"/>'), [(4, "is a <Image>")]),
    (WRAP.format('<RectangleLabels name="l" toName="t"/>'), [(4, "one of: <Image>")]),
    (WRAP.format('<PolygonLabels name="l" toName="l"/>'), [(4, "is a <PolygonLabels>")]),
    (WRAP.format('<Label value="a"/>\n<Choice value="b"/>'), [(4, "<RectangleLabels>"), (5, "inside <Choices>")]),
    (WRAP.format('<Choices name="c" toName="t">\n<Label value="a"/></Choices>'), [(5, "has to stand inside")]),
    (
        WRAP.format('<Labels name="l" toName="t">\n<Text name="x" value="$y"/></Labels>'),
        [(5, "can't stand inside <Labels>")],
    ),
    (
        WRAP.format('<Labels name="l" toName="t"><Label value="a">\n<Label value="b"/></Label></Labels>'),
        [(5, "can't stand inside <Label>")],
    ),
    (
        WRAP.format('<Labels name="l" toName="t">\n<Label value="a"/>\n<Label value="b" alias="a"/></Labels>'),
        [(6, "already there on line 5")],
    ),
    (WRAP.format('<Labels name="l" toName="t"><Label value=" "/></Labels>'), [(4, "is empty")]),
    (WRAP.format(f'<Labels name="l" toName="t"><Label value="{"x" * 256}"/></Labels>'), [(4, "255 characters")]),
    (WRAP.format('<Labels name="l" toName="t"><Label value="a" background="rouge"/></Labels>'), [(4, "“rouge”")]),
    (WRAP.format('<Labels name="l" toName="t"><Label value="a" hotkey="ab"/></Labels>'), [(4, "not a key")]),
    (
        WRAP.format(
            '<Labels name="l" toName="t"><Label value="a" hotkey="A"/></Labels>\n'
            '<Choices name="c" toName="t"><Choice value="b" hotkey="a"/></Choices>'
        ),
        [(5, "already used on line 4")],
    ),
    (
        WRAP.format('<Choices name="c" toName="t" choice="both" required="yes"/>'),
        [(4, "multiple"), (4, "true or false")],
    ),
    (WRAP.format('<Labels name="l" toName="t" maxUsages="many"/>'), [(4, "whole number")]),
    (WRAP.format('<Choices name="c" toName="t" perRegion="true"/>'), [(4, "perRegion is not supported")]),
    (WRAP.format('<View visibleWhen="region-selected"/>'), [(4, "visibleWhen")]),
    (WRAP.format('<Choices name="c" toName="t" value="$options"/>'), [(4, "value is not supported")]),
    (WRAP.format('<View name="v"/>'), [(4, "name is not supported")]),
    (WRAP.format("<Header/>"), [(4, "empty")]),
    (WRAP.format('<Labels name="a,b" toName="t"/>'), [(4, "letters, digits")]),
]


@pytest.mark.parametrize(("xml", "expected"), BROKEN)
def test_every_fault_has_its_line_and_a_reason(xml: str, expected: list[tuple[int, str]]) -> None:
    found = faults_of(xml)
    assert [line or 0 for line, _ in found] == [line for line, _ in expected]
    for (_, message), (_, reason) in zip(sorted(found), sorted(expected), strict=True):
        assert reason in message or any(reason in other for _, other in found)


def test_the_faults_of_a_hostile_config_are_counted_out() -> None:
    assert len(faults_of("<View>" + "<Foo/>" * 1500 + "</View>")) == 100


def test_a_long_text_is_cut_in_messages() -> None:
    assert all(len(message) < 300 for _, message in faults_of(f"<View><{'x' * 5000}/></View>"))


@pytest.mark.parametrize(
    ("inside", "lines"),
    [
        ("", [1]),
        ('<Choices name="c" toName="t"/>', [4]),
        ('<Choices name="c" toName="t"><Choice value="a"/></Choices>', []),
    ],
)
def test_what_is_missing_before_people_can_work_is_named(inside: str, lines: list[int]) -> None:
    assert [fault.line for fault in faults_before_work(parse_config(WRAP.format(inside)))] == lines


def test_a_config_that_shows_nothing_of_the_task_is_not_ready() -> None:
    xml = '<View><Text name="t" value="words"/><Choices name="c" toName="t"><Choice value="a"/></Choices></View>'
    assert [fault.line for fault in faults_before_work(parse_config(xml))] == [1]
