"""Loads a file with a program people train with and prints what it saw, as JSON. Runs in `.loaders-venv`.

`load.py KIND PATH…`; the test looks at the answer.
"""

# mypy: disable-error-code="import-not-found, import-untyped"
# (the loaders are installed only in that environment)

import json
import sys
import tempfile
from pathlib import Path
from typing import Any


def coco(path: str) -> dict[str, Any]:
    """pycocotools: sizes of masks, and the evaluation of the file against itself."""
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    truth = COCO(path)
    annotations = truth.loadAnns(truth.getAnnIds(iscrowd=None))
    scores = {}
    for kind in ("bbox", "segm") if annotations else ():
        seen = [{"bbox": a["bbox"]} if kind == "bbox" else {"segmentation": truth.annToRLE(a)} for a in annotations]
        keys = ("image_id", "category_id")
        guess = truth.loadRes(
            [{key: a[key] for key in keys} | {"score": 1.0} | shape for a, shape in zip(annotations, seen, strict=True)]
        )
        evaluation = COCOeval(truth, guess, kind)
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
        scores[kind] = float(evaluation.stats[0])
    return {
        "images": truth.loadImgs(truth.getImgIds()),
        "categories": [category["name"] for category in truth.loadCats(truth.getCatIds())],
        "annotations": [
            {key: a[key] for key in ("id", "image_id", "category_id", "bbox", "area")}
            | {"mask_area": int(truth.annToMask(a).sum())}
            for a in annotations
        ],
        "scores": scores,
    }


def _seen(dataset: Any) -> dict[str, Any]:
    found = {}
    for path, _image, detections in dataset:
        masks = detections.mask
        found[Path(path).name] = {
            "boxes": detections.xyxy.tolist(),
            "classes": [dataset.classes[number] for number in detections.class_id],
            "mask_areas": None if masks is None else [int(mask.sum()) for mask in masks],
        }
    return {"classes": dataset.classes, "pictures": found}


def supervision_coco(path: str, images: str) -> dict[str, Any]:
    """supervision reading COCO."""
    import supervision

    return _seen(supervision.DetectionDataset.from_coco(images_directory_path=images, annotations_path=path))


def supervision_yolo(folder: str) -> dict[str, Any]:
    """supervision reading an unpacked YOLO archive with its pictures put in."""
    import supervision

    return _seen(
        supervision.DetectionDataset.from_yolo(
            images_directory_path=f"{folder}/images",
            annotations_directory_path=f"{folder}/labels",
            data_yaml_path=f"{folder}/data.yaml",
        )
    )


def supervision_voc(folder: str) -> dict[str, Any]:
    """supervision reading Pascal VOC annotations."""
    import supervision

    return _seen(
        supervision.DetectionDataset.from_pascal_voc(
            images_directory_path=f"{folder}/images", annotations_directory_path=f"{folder}/annotations"
        )
    )


def table(kind: str, path: str, **options: Any) -> dict[str, Any]:
    """Hugging Face datasets: column types, row count, first and last row."""
    from datasets import load_dataset

    with tempfile.TemporaryDirectory() as cache:
        rows = load_dataset(kind, data_files=path, split="train", cache_dir=cache, **options)
        return {
            "features": {name: str(feature) for name, feature in rows.features.items()},
            "count": len(rows),
            "first": rows[0],
            "last": rows[len(rows) - 1],
        }


def pandas_csv(path: str) -> list[dict[str, Any]]:
    """pandas reading a table, everything as text."""
    import pandas

    rows: list[dict[str, Any]] = pandas.read_csv(path, dtype=str, keep_default_na=False).to_dict("records")
    return rows


def pandas_json(path: str) -> dict[str, Any]:
    """pandas reading an array of objects."""
    import pandas

    frame = pandas.read_json(path, dtype=False)
    return {"columns": list(frame.columns), "count": len(frame)}


def yaml(path: str) -> Any:
    """PyYAML reading data.yaml, as ultralytics does."""
    from yaml import safe_load

    return safe_load(Path(path).read_text(encoding="utf-8"))


def label_studio(path: str, config: str) -> Any:
    """Label Studio's converter reading our json as its own, and making its short form of it."""
    from label_studio_sdk.converter import Converter

    with tempfile.TemporaryDirectory() as folder:
        Converter(
            config=Path(config).read_text(encoding="utf-8"), project_dir=folder, download_resources=False
        ).convert(path, f"{folder}/out", "JSON_MIN", is_dir=False)
        return json.loads(next(Path(folder, "out").iterdir()).read_text(encoding="utf-8"))


KINDS = {
    "label_studio": label_studio,
    "coco": coco,
    "supervision_coco": supervision_coco,
    "supervision_yolo": supervision_yolo,
    "supervision_voc": supervision_voc,
    "datasets_json": lambda path: table("json", path),
    "datasets_csv": lambda path: table("csv", path, keep_default_na=False),
    "pandas_csv": pandas_csv,
    "pandas_json": pandas_json,
    "yaml": yaml,
}

if __name__ == "__main__":
    output, sys.stdout = sys.stdout, sys.stderr  # loaders chat on standard output
    seen = KINDS[sys.argv[1]](*sys.argv[2:])  # type: ignore[operator]  # each takes as many paths as it names
    json.dump(seen, output, default=str)
