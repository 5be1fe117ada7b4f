"""Everything that can be written is described, and nothing else."""

from label_config.known_elements import known_elements
from label_config.reference import descriptions


def test_every_element_is_described_with_what_has_an_effect() -> None:
    found = {one.tag: one for one in descriptions()}
    assert set(found) == set(known_elements())
    assert [one.tag for one in descriptions()][:2] == ["Image", "Text"]
    names = {name for name, _, _ in found["Choices"].attributes}
    assert {"name", "toName", "choice", "required", "layout"} <= names
    assert not names & {"perRegion", "visibleWhen", "style", "value"}
    assert ("choice", "single, single-radio, multiple", "single") in found["Choices"].attributes
    assert found["Label"].stands_in == ("Labels", "PolygonLabels", "RectangleLabels")
    assert all(str(values) for one in descriptions() for _, values, _ in one.attributes)
