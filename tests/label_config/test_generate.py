"""Generated configs hold the tags as they came, with colours."""

import xml.etree.ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from label_config.generate import Tag, generate_config
from label_config.parse import parse_config
from label_config.readiness import faults_before_work
from label_config.task_types import TASK_TYPES
from label_config.xml_text import NOT_XML

tag_texts = st.text(min_size=1, max_size=255).filter(lambda text: text.strip() and not NOT_XML.search(text))


@given(st.sampled_from(sorted(TASK_TYPES)), st.lists(tag_texts, max_size=20, unique=True))
@example(
    "ner", ["<b>", "&amp;", '"', "'", "]]>", " a ", "a", "👩‍👩‍👧", "עברית", "a\tb", "a\nb", "a\r\nb", "$text", "-->"]
)
def test_tags_come_out_of_the_xml_unharmed(task_type: str, tags: list[str]) -> None:
    config = parse_config(generate_config(task_type, [Tag(tag) for tag in tags]))
    assert [label.value for label in config.controls["label"].labels] == tags
    assert [label.key for label in config.controls["label"].labels] == tags


@given(st.lists(tag_texts, max_size=5, unique=True))
def test_any_xml_reader_finds_the_tags(tags: list[str]) -> None:
    root = ET.fromstring(generate_config("text_classification", [Tag(tag) for tag in tags]))
    assert [choice.get("value") for choice in root.iter("Choice")] == tags


@pytest.mark.parametrize("task_type", sorted(TASK_TYPES))
def test_a_config_without_tags_reads_well_and_has_no_label_yet(task_type: str) -> None:
    config = parse_config(generate_config(task_type))
    kind = TASK_TYPES[task_type]
    assert config.controls["label"].tag == kind.control_tag
    assert config.objects[kind.field].value == f"${kind.field}"
    assert len(faults_before_work(config)) == 1
    assert faults_before_work(parse_config(generate_config(task_type, [Tag("a")]))) == []


def test_given_colours_stay_as_they_came_and_the_others_differ() -> None:
    xml = generate_config("ner", [Tag("a", "#A18f34"), Tag("b"), Tag("c")])
    assert '"#A18f34"' in xml
    colors = [label.color for label in parse_config(xml).controls["label"].labels]
    assert len(set(colors)) == 3


def test_a_thousand_of_the_longest_tags_fit() -> None:
    tags = [Tag(f"{number:04d}" + '"' * 251) for number in range(1000)]
    config = parse_config(generate_config("polygon", tags))
    assert [label.value for label in config.controls["label"].labels] == [tag.tag for tag in tags]


def test_a_character_xml_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match=r"U\+0001"):
        generate_config("ner", [Tag("a\x01")])
