"""Recognition is optional: where it isn't installed the program says so, and nothing heavy is imported
before a page is scanned."""

from __future__ import annotations

import subprocess
import sys

from core import scan


def test_says_what_is_missing(monkeypatch):
    monkeypatch.setattr(scan, "find_spec", lambda name: None if name == "rapidocr" else object())
    sentence = scan.missing()
    assert "rapidocr" in sentence
    assert sentence.endswith("。")
    monkeypatch.setattr(scan, "find_spec", lambda name: object())
    assert scan.missing() == ""


def test_imports_nothing_heavy():
    code = (
        "import sys, core.scan; core.scan.missing();"
        "print([m for m in ('cv2', 'onnxruntime', 'rapidocr', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
