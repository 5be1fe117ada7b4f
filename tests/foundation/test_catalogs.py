"""Every text of the product has its Chinese."""

from babel.support import Translations

from foundation import catalogs


def test_every_text_has_its_chinese_and_says_the_same_in_every_room() -> None:
    wrong = catalogs.faults()
    assert not wrong, "\n" + "\n".join(wrong)


def test_texts_of_code_and_templates_are_both_found() -> None:
    found = {(message.room, message.id) for message in catalogs.messages()}
    assert ("foundation", "Some fields need a correction.") in found
    assert ("foundation", "Skip to content") in found


def test_the_compiled_catalog_answers_in_chinese() -> None:
    path = catalogs.compile_catalogs()
    with path.open("rb") as file:
        assert Translations(file).gettext("Skip to content") == "跳到正文"


def test_a_lost_placeholder_and_a_contradiction_are_named() -> None:
    wrong = list(
        catalogs.faults_of_entry(
            "exports", "Copy %(text)s", ["复制"], {"Copy %(text)s": ("foundation", "拷贝 %(text)s")}
        )
    )
    assert wrong == [
        "exports.po: “Copy %(text)s” has other placeholders than its Chinese",
        "exports.po: “Copy %(text)s” is “复制” here, “拷贝 %(text)s” in foundation.po",
    ]
