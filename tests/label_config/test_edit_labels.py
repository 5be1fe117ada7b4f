"""Labels are edited in a form, and the XML around them stays as somebody wrote it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from label_config.edit_labels import EditedLabel, choose_several, controls_of, labels_of, replace_labels
from label_config.faults import ConfigFaults
from label_config.generate import Tag, generate_config
from label_config.parse import parse_config
from label_config.xml_text import NOT_XML

WRITTEN = """<View>
  <!-- what the guide says -->
  <Text name='text'   value="$text"/>

  <Labels name="label" toName="text">
    <!-- people -->
    <Label value='Person' alias="PER"  background="#ff0000" hint="a &quot;who&quot;" />
    <!-- places -->
    <Label
       value="Place"
       hotkey="p"/>
    <Label value="Time"></Label>
  </Labels>
</View>
"""
label_texts = st.text(min_size=1, max_size=30).filter(lambda text: text.strip() and not NOT_XML.search(text))


def test_nothing_changed_leaves_the_text_as_it_was() -> None:
    assert replace_labels(WRITTEN, "label", labels_of(WRITTEN, "label")) == WRITTEN


def test_a_renamed_label_keeps_its_other_attributes_and_quotation_marks() -> None:
    person, *others = labels_of(WRITTEN, "label")
    changed = replace_labels(WRITTEN, "label", [EditedLabel("O'Hara & <co>", "#00ff00", "o", person.was), *others])
    expected = WRITTEN.replace("value='Person'", "value='O&apos;Hara &amp; &lt;co&gt;'")
    expected = expected.replace('"#ff0000"', '"#00ff00"').replace('&quot;" />', '&quot;" hotkey="o" />')
    assert changed == expected


def test_a_colour_and_a_hotkey_can_be_taken_away() -> None:
    person, place, time = labels_of(WRITTEN, "label")
    changed = replace_labels(
        WRITTEN, "label", [EditedLabel("Person", was=person.was), EditedLabel("Place", was=place.was), time]
    )
    assert changed == WRITTEN.replace('  background="#ff0000"', "").replace('\n       hotkey="p"', "")


def test_reordered_labels_change_places_and_comments_stay() -> None:
    person, place, time = labels_of(WRITTEN, "label")
    changed = replace_labels(WRITTEN, "label", [time, person, place])
    assert [label.value for label in labels_of(changed, "label")] == ["Time", "Person", "Place"]
    assert changed.index("<!-- people -->") < changed.index('"Time"') < changed.index("<!-- places -->")


def test_a_deleted_label_takes_its_line_along() -> None:
    person, _, time = labels_of(WRITTEN, "label")
    changed = replace_labels(WRITTEN, "label", [person, time])
    assert changed == re.sub(r'\n    <Label\n.*?hotkey="p"/>', "", WRITTEN, flags=re.DOTALL)


def test_new_labels_come_where_they_were_put_and_indented_like_the_others() -> None:
    person, place, time = labels_of(WRITTEN, "label")
    changed = replace_labels(
        WRITTEN,
        "label",
        [EditedLabel("First"), person, EditedLabel("Second", "#123456"), place, time, EditedLabel("Last")],
    )
    assert [label.value for label in labels_of(changed, "label")] == [
        "First",
        "Person",
        "Second",
        "Place",
        "Time",
        "Last",
    ]
    assert '\n    <Label value="Second" background="#123456"/>\n' in changed
    assert '</Label>\n    <Label value="Last"/>\n  </Labels>' in changed


INDENTED = (
    '<View>\n  <Labels name="l" toName="t">\n    <Label value="A"/>\n    <Label value="B"/>\n  </Labels>\n</View>'
)


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        ('<View>\n  <Labels name="l" toName="t"/>\n</View>', INDENTED),
        ('<View>\n  <Labels name="l" toName="t"></Labels>\n</View>', INDENTED),
        ('<View>\n  <Labels name="l" toName="t">\n  </Labels>\n</View>', INDENTED),
        (
            '<View><Labels name="l" toName="t"/></View>',
            '<View><Labels name="l" toName="t"><Label value="A"/><Label value="B"/></Labels></View>',
        ),
        (
            '<View><Labels name="l" toName="t"><!-- none --></Labels></View>',
            '<View><Labels name="l" toName="t"><Label value="A"/><Label value="B"/><!-- none --></Labels></View>',
        ),
        (
            '<View>\r\n <Labels name="l">\r\n\t<Label value="Z"/>\r\n </Labels></View>',
            '<View>\r\n <Labels name="l">\r\n\t<Label value="A"/>\r\n\t<Label value="B"/>\r\n </Labels></View>',
        ),
    ],
)
def test_the_first_labels_of_a_control_are_laid_out_like_the_rest(xml: str, expected: str) -> None:
    assert replace_labels(xml, "l", [EditedLabel("A"), EditedLabel("B")]) == expected


def test_all_labels_can_go() -> None:
    changed = replace_labels(WRITTEN, "label", [])
    assert labels_of(changed, "label") == []
    assert "<!-- people -->" in changed


def test_a_config_with_faults_elsewhere_can_be_edited() -> None:
    xml = WRITTEN.replace("</View>", "<Unknown/></View>")
    assert [control.name for control in controls_of(xml)] == ["label"]
    assert '"New"' in replace_labels(xml, "label", [EditedLabel("New")])


def test_labels_of_another_version_are_refused() -> None:
    with pytest.raises(ConfigFaults):
        replace_labels(WRITTEN, "label", [EditedLabel("x", was=3)])
    with pytest.raises(ConfigFaults):
        replace_labels(WRITTEN, "label", [EditedLabel("x", was=1), EditedLabel("y", was=1)])
    with pytest.raises(ConfigFaults):
        replace_labels(WRITTEN, "nothing", [])


def test_one_or_several_can_be_chosen() -> None:
    xml = generate_config("text_classification", [Tag("a")])
    several = choose_several(xml, "label", multiple=True)
    assert several == xml.replace('choice="single"', 'choice="multiple"')
    assert [control.multiple for control in controls_of(several)] == [True]
    assert choose_several(several, "label", multiple=False) == xml
    assert choose_several(xml, "label", multiple=False) is xml
    assert [control.multiple for control in controls_of(WRITTEN)] == [None]


@given(st.lists(label_texts, min_size=1, max_size=6, unique=True), st.data())
def test_any_edit_comes_out_as_it_was_asked_for(tags: list[str], data: st.DataObject) -> None:
    xml = generate_config("ner", [Tag(tag) for tag in tags])
    kept = data.draw(st.permutations(labels_of(xml, "label")))
    labels = list(kept[: data.draw(st.integers(0, len(kept)))])
    for text in data.draw(st.lists(label_texts, max_size=4)):
        labels.insert(data.draw(st.integers(0, len(labels))), EditedLabel(text, "#0a0b0c", None))
    renamed = [
        EditedLabel(data.draw(label_texts), label.background, label.hotkey, label.was)
        if data.draw(st.booleans())
        else label
        for label in labels
    ]
    changed = labels_of(replace_labels(xml, "label", renamed), "label")
    assert [(label.value, label.background) for label in changed] == [
        (label.value, label.background) for label in renamed
    ]


@given(st.lists(label_texts, max_size=5, unique=True))
def test_what_stands_outside_the_labels_is_the_same_before_and_after(tags: list[str]) -> None:
    changed = replace_labels(WRITTEN, "label", [EditedLabel(tag) for tag in tags])
    for piece in (
        "<!-- what the guide says -->\n  <Text name='text'   value=\"$text\"/>\n\n",
        "<!-- people -->",
        "</View>\n",
    ):
        assert piece in changed
    assert parse_config(changed).controls["label"].to_name == "text"
