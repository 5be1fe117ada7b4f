"""Modules and style sheets are put together without changing what they do."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from foundation.assets import STATIC
from foundation.bundles import BundleError, bundle_scripts, bundle_styles

MAIN = """import { add, Point as Place } from "./sums.js";
import * as words from "./words.js";
import "./sums.js";
console.log(add(1, 2), new Place().x, words.hello, words.other());
"""
SUMS = """import { hello } from "./words.js";
console.log("sums", hello);
export function add(a, b) {
  return a + b;
}
export class Point {
  x = 7;
}
"""
WORDS = """console.log("words");
export const hello = "hi";
const inner = () => "inner";
export { inner as other };
"""


def written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.js").write_text(text, encoding="utf-8")
    return folder / "main.js"


def output_of(script: str, folder: Path) -> str:
    node = shutil.which("node")
    if node is None:
        pytest.skip("runs the bundle under node where there is one; the browser tests run it in Chromium")
    (folder / "bundle.mjs").write_text(script, encoding="utf-8")
    return subprocess.run([node, folder / "bundle.mjs"], check=True, capture_output=True, text=True).stdout


def test_a_bundle_does_what_its_modules_do_each_once_and_in_order(tmp_path: Path) -> None:
    entry = written(tmp_path, main=MAIN, sums=SUMS, words=WORDS)
    assert output_of(bundle_scripts(entry), tmp_path) == "words\nsums hi\n3 7 hi inner\n"


@pytest.mark.parametrize(
    "text",
    [
        "export default 1;",
        "export let x = 1;",
        'import x from "./other.js";',
        'export * from "./other.js";',
        'export { a } from "./other.js";',
    ],
)
def test_what_cannot_be_bundled_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(BundleError):
        bundle_scripts(written(tmp_path, main=text, other="export const a = 1;"))


def test_modules_that_import_each_other_are_refused_by_name(tmp_path: Path) -> None:
    entry = written(tmp_path, main='import "./a.js";', a='import "./b.js";', b='import "./a.js";')
    with pytest.raises(BundleError, match=r"a\.js imports itself through .*a\.js → b\.js"):
        bundle_scripts(entry)


def test_style_sheets_take_the_place_of_their_imports(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "main.css").write_text('@layer one, two;\n@import "parts/a.css";\nb {}\n')
    (tmp_path / "parts" / "a.css").write_text("a {}\n")
    assert bundle_styles(tmp_path / "main.css") == "@layer one, two;\na {}\nb {}\n"


@pytest.mark.parametrize("entry", sorted(STATIC.glob("js/**/main.js")), ids=lambda path: path.parent.name)
def test_every_entry_of_ours_can_be_bundled(entry: Path) -> None:
    assert bundle_scripts(entry)


def test_no_script_or_style_sheet_is_longer_than_500_lines() -> None:
    ours = [path for path in STATIC.rglob("*") if path.suffix in (".js", ".css") and "vendor" not in path.parts]
    assert ours
    assert [path.name for path in ours if len(path.read_text(encoding="utf-8").splitlines()) > 500] == []
