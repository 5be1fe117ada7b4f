"""Documents that are generated stand in the tree as they would be generated now."""

from pathlib import Path

from application.settings_document import settings_document

ROOT = Path(__file__).resolve().parents[2]


def test_the_settings_page_is_what_the_settings_class_says() -> None:
    assert (ROOT / "docs" / "settings.md").read_text() == settings_document()


def test_the_readme_names_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text()
    assert "make run" in readme
    assert "make test" in readme
