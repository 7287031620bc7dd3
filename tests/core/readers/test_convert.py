"""Old and other Word formats: what comes out of them, and what is said where nothing does."""

from __future__ import annotations

import base64
import io
import os
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from core.case import Case, Edit
from core.export import export_docx
from core.readers import Unreadable, convert_office, read
from core.readers.convert_process import Hung, run
from tests.core.readers.making import docx, p, tbl
from tests.core.readers.wordml import HINT, OLD, wordml

SAMPLES = Path(__file__).parent / "samples"
RESOURCES = Path(__file__).parents[3] / "resources" / "samples"
DOC = (SAMPLES / "qinghe_2024.doc").read_bytes()
UNUSUAL = (SAMPLES / "unusual.doc").read_bytes()
DOCX = RESOURCES / "qinghe_2024.docx"
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")

needs_office = pytest.mark.skipif(OFFICE is None, reason="no LibreOffice here")
posix = pytest.mark.skipif(sys.platform == "win32", reason="the stand-ins are shell scripts")


def figures(case: Case) -> dict[str, str]:
    return {a: f.quantity.raw for a, f in case.sheet.facts.items()}


def sentence(path: Path) -> str:
    with pytest.raises(Unreadable) as caught:
        read(path)
    said = str(caught.value)
    assert said.endswith("。")
    assert said.count("。") == 1
    return said


@pytest.fixture
def no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(convert_office, "converters", lambda format: [])


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """A program that is found as LibreOffice; in `script` $out is the folder for what it makes."""
    folder.mkdir()
    program = folder / "soffice"
    find_out = 'while [ "$1" != --outdir ]; do shift; done; out=$2; source=$3\n'
    program.write_text(f"#!/bin/sh\n{find_out}{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


# -- doc, without another program --------------------------------------------------------------------


@pytest.mark.parametrize("name", ["年报.doc", "年报.wps", "年报.docx", "年报"])
def test_an_old_word_file_says_what_the_docx_says(
    tmp_path: Path, no_office: None, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(DOC)
    case, original = Case.open(path), Case.open(DOCX)
    assert figures(case) == figures(original)
    assert len(figures(case)) == 200
    assert [(f.rule, f.message) for f in case.result.findings] == [
        (f.rule, f.message) for f in original.result.findings
    ]
    assert (case.document.kind, case.path) == ("docx", path)
    assert bool(case.document.notes) == (name == "年报.docx")
    assert path.read_bytes() == DOC
    assert [f.name for f in tmp_path.iterdir()] == [name]


def test_its_corrections_go_into_the_converted_docx(tmp_path: Path, no_office: None) -> None:
    path = tmp_path / "年报.doc"
    path.write_bytes(DOC)
    case = Case.open(path)
    converted = case.document.converted
    assert converted is not None
    addresses = ["requests/received/total", "reviews/reconsideration/upheld"]
    case.set_edits({address: Edit("7351") for address in addresses})
    target = export_docx(case, tmp_path / "改.docx")
    again = Case.open(target)
    changed = dict.fromkeys(addresses, "7351")
    assert figures(again) == {**figures(case), **changed}

    def parts(data: bytes) -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return {name: package.read(name) for name in package.namelist()}

    before, after = parts(converted), parts(target.read_bytes())
    assert {n for n in before if before[n] != after[n]} == {"word/document.xml"}
    assert before.keys() == after.keys()
    old, new = (etree.fromstring(x["word/document.xml"]) for x in (before, after))
    texts = [
        [t.text for t in root.iter("{*}t")]
        for root in (old, new)
    ]  # fmt: skip
    assert len(texts[0]) == len(texts[1])
    differ = [(a, b) for a, b in zip(*texts, strict=True) if a != b]
    assert [b for _, b in differ] == ["7351", "7351"]
    for root in (old, new):
        for text in root.iter("{*}t"):
            text.text = ""
    assert etree.tostring(old) == etree.tostring(new)


def test_an_encrypted_one(tmp_path: Path) -> None:
    data = bytearray(DOC)
    fib = next(
        at for at in range(0, len(data), 512) if data[at : at + 2] == b"\xec\xa5"
    )  # MS-DOC FibBase: wIdent
    data[fib + 11] |= 0x01  # fEncrypted
    path = tmp_path / "a.doc"
    path.write_bytes(data)
    assert "密码" in sentence(path)


@pytest.mark.parametrize("length", [600, 2000, 20_000])
def test_one_that_was_not_downloaded_whole(tmp_path: Path, length: int) -> None:
    path = tmp_path / "a.doc"
    path.write_bytes(DOC[:length])
    assert "不完整" in sentence(path)


# -- through a word processor ----------------------------------------------------------------------


@pytest.fixture
def no_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every doc is one that msdoc2docx gives up on."""
    import doc2docx
    from doc2docx.errors import InvalidWordDocument

    def give_up(*_: object) -> None:
        raise InvalidWordDocument("for the test")

    monkeypatch.setattr(doc2docx, "convert", give_up)


def test_padding_that_is_no_zero(tmp_path: Path, no_office: None) -> None:
    check_unusual(tmp_path)


@needs_office
def test_what_the_library_gives_up_on_goes_to_libreoffice(tmp_path: Path, no_library: None) -> None:
    check_unusual(tmp_path)


def check_unusual(folder: Path) -> None:
    path = folder / "a.doc"
    path.write_bytes(UNUSUAL)
    case = Case.open(path)
    assert case.sheet.form is not None
    assert case.sheet.form.key == "F2014_fujian"
    assert len(figures(case)) > 20
    assert not [f for f in case.result.findings if f.severity.value == "error"]


RTF = (
    r"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fnil\fcharset134 SimSun;}}\f0 "
    r"\'d2\'bb\'a1\'a2\'d7\'dc\'cc\'e5\'c7\'e9\'bf\'f6\par "
    r"\trowd\cellx2000\cellx4000\intbl \'b9\'e6\'d5\'c2\cell 12\cell\row"
    r"\trowd\cellx2000\cellx4000\intbl \'bc\'d7\cell\cell\row\pard \par}"
)


@needs_office
@pytest.mark.parametrize("name", ["a.rtf", "a.doc"])
def test_rtf(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(RTF)
    document = read(path)
    assert document.kind == "docx"
    assert document.converted is not None
    assert [b.text for b in document.paragraphs] == ["一、总体情况"]
    assert [[c.text for c in row] for row in document.tables[0].rows()] == [
        ["规章", "12"],
        ["甲", ""],
    ]
    lie = "文件名以 .doc 结尾，内容其实是 RTF 文档，已按 RTF 文档读取。"
    assert document.notes == ((lie,) if name == "a.doc" else ())


@needs_office
def test_odt(tmp_path: Path) -> None:
    assert OFFICE is not None
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [OFFICE, profile, "--headless", "--convert-to", "odt", "--outdir", tmp_path, DOCX],
        check=True, capture_output=True, timeout=100,
    )  # fmt: skip
    path = tmp_path / "qinghe_2024.odt"
    assert figures(Case.open(path)) == figures(Case.open(DOCX))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (RTF.encode(), "RTF"),
        (UNUSUAL, "旧版 Word"),
    ],
    ids=["rtf", "doc"],
)
def test_a_machine_without_a_word_processor(
    tmp_path: Path, no_office: None, no_library: None, data: bytes, said: str
) -> None:
    path = tmp_path / "a.doc"
    path.write_bytes(data)
    told = sentence(path)
    assert said in told
    assert "这台电脑上" in told
    assert "另存为 docx" in told


@posix
def test_one_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path / "bin", monkeypatch, "exit 1")
    path = tmp_path / "a.rtf"
    path.write_text(RTF)
    assert "没能转换" in sentence(path)


@posix
def test_one_that_makes_something_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path / "bin", monkeypatch, 'echo nonsense > "$out/report.docx"')
    path = tmp_path / "a.rtf"
    path.write_text(RTF)
    assert "损坏" in sentence(path)


@posix
def test_one_that_hangs_is_ended_with_all_its_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pids = tmp_path / "pids"
    monkeypatch.setattr(convert_office, "TIME_LIMIT", 1.0)
    stand_in(
        tmp_path / "bin", monkeypatch,
        f'sleep 600 & echo $! > "{pids}"; echo $$ >> "{pids}"; echo "$source" >> "{pids}"; wait',
    )  # fmt: skip
    path = tmp_path / "a.rtf"
    path.write_text(RTF)
    assert "已经停止" in sentence(path)
    child, parent, source = pids.read_text().split("\n")[:3]
    assert_gone(int(child), int(parent))
    assert not Path(source).parent.exists()


@posix
def test_it_ends_when_its_caller_is_killed(tmp_path: Path) -> None:
    """The window kills its reading process when the auditor cancels."""
    pids = tmp_path / "pids"
    script = (
        "from core.readers.convert_process import run\n"
        f"run(['sh', '-c', 'sleep 600 & echo $! $$ > {pids}; wait'], 600)\n"
    )
    root = Path(__file__).parents[3]
    caller = subprocess.Popen([sys.executable, "-c", script], cwd=root)
    wait_for(lambda: pids.exists() and pids.read_text().endswith("\n"))
    caller.kill()
    caller.wait()
    assert_gone(*map(int, pids.read_text().split()))


@posix
def test_what_runs_to_its_end_leaves_nothing_behind(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    assert run(["sh", "-c", f"sleep 600 & echo $! > {pids}; exit 3"], 60) == 3
    assert_gone(int(pids.read_text()))
    with pytest.raises(Hung):
        run(["sleep", "600"], 0.2)


@posix
def test_the_packaged_program_hands_on_the_users_libraries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = tmp_path / "said"
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setenv("LD_LIBRARY_PATH", "/gouji/_internal")
    command = ["sh", "-c", f'echo "[$LD_LIBRARY_PATH]" >> {said}']
    run(command, 60)
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/opt/lib")
    run(command, 60)
    assert said.read_text().split() == ["[]", "[/opt/lib]"]


def assert_gone(*pids: int) -> None:
    def gone(pid: int) -> bool:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        status = Path(f"/proc/{pid}/stat")  # ended, and not yet fetched by whoever adopted it
        return status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] == "Z"

    wait_for(lambda: all(map(gone, pids)))


def wait_for(condition) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_word_and_wps_are_asked_through_a_script(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What can be seen of it without Windows: order, arguments, and that its file is taken."""
    asked: list[tuple[list[str], dict[str, str]]] = []

    def fake_run(
        command: list[str], seconds: float, environment: dict[str, str], *, alone: bool
    ) -> int:
        assert alone
        asked.append((command, environment))
        script = Path(command[-1]).read_text("utf-8-sig")
        assert "New-Object -ComObject $env:GOUJI_APPLICATION" in script
        assert Path(environment["GOUJI_SOURCE"]).read_bytes() == RTF.encode()
        if environment["GOUJI_APPLICATION"] == "KWPS.Application":
            Path(environment["GOUJI_TARGET"]).write_bytes(docx(p("一、总体情况")))
            return 0
        return 1

    monkeypatch.setattr(convert_office, "_soffice", lambda: None)
    monkeypatch.setattr(convert_office, "_is_registered", lambda key: key != "wps.Application")
    monkeypatch.setattr(convert_office, "run", fake_run)
    path = tmp_path / "a.rtf"
    path.write_text(RTF)
    assert read(path).paragraphs[0].text == "一、总体情况"
    assert [e["GOUJI_APPLICATION"] for _, e in asked] == ["Word.Application", "KWPS.Application"]
    assert asked[0][0][0] == "powershell.exe"


# -- the flat form of a docx -----------------------------------------------------------------------


def flat(package: bytes) -> bytes:
    """As Word's “Word XML 文档” has it."""
    pkg = "http://schemas.microsoft.com/office/2006/xmlPackage"
    root = etree.Element(f"{{{pkg}}}package", nsmap={"pkg": pkg})
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        types = etree.fromstring(archive.read("[Content_Types].xml"))
        kinds = {e.get("PartName"): e.get("ContentType") for e in types}
        for name in archive.namelist():
            if name == "[Content_Types].xml":
                continue
            part = etree.SubElement(root, f"{{{pkg}}}part")
            part.set(f"{{{pkg}}}name", f"/{name}")
            rels = "application/vnd.openxmlformats-package.relationships+xml"
            part.set(f"{{{pkg}}}contentType", kinds.get(f"/{name}") or rels)
            if name.endswith((".xml", ".rels")):
                inside = etree.SubElement(part, f"{{{pkg}}}xmlData")
                inside.append(etree.fromstring(archive.read(name)))
            else:
                inside = etree.SubElement(part, f"{{{pkg}}}binaryData")
                inside.text = base64.b64encode(archive.read(name)).decode()
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


@pytest.mark.parametrize("name", ["a.xml", "a.doc"])
def test_flat_docx(tmp_path: Path, no_office: None, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(flat(DOCX.read_bytes()))
    case = Case.open(path)
    assert figures(case) == figures(Case.open(DOCX))
    case.set_edits({"requests/received/total": Edit("7351")})
    again = Case.open(export_docx(case, tmp_path / "改.docx"))
    assert figures(again) == figures(case) == figures(case) | {"requests/received/total": "7351"}


@pytest.mark.parametrize(
    "data",
    [
        flat(docx(p("一") + tbl(["甲", "1"])))[:-30],
        flat(docx(p("一"))).replace(b"?>", b"?><!DOCTYPE a>", 1),
        b'<?xml version="1.0"?><a xmlns="http://schemas.microsoft.com/office/2006/xmlPackage"/>',
    ],
)
def test_damaged_flat_docx(tmp_path: Path, no_office: None, data: bytes) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(data)
    assert "损坏" in sentence(path)


# -- Word 2003's XML ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.xml", "a.doc"])
def test_word_2003_xml(tmp_path: Path, no_office: None, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(wordml(DOCX.read_bytes()))
    case, original = Case.open(path), Case.open(DOCX)
    assert figures(case) == figures(original)
    assert [b.text for b in case.document.paragraphs] == [
        b.text for b in original.document.paragraphs
    ]
    assert bool(case.document.notes) == (name == "a.doc")
    case.set_edits({"requests/received/total": Edit("7351")})
    again = Case.open(export_docx(case, tmp_path / "改.docx"))
    assert figures(again) == figures(case)


@needs_office
def test_its_docx_is_one_to_others_too(tmp_path: Path) -> None:
    assert OFFICE is not None
    path = tmp_path / "a.xml"
    path.write_bytes(wordml(DOCX.read_bytes()))
    made, out = tmp_path / "made.docx", tmp_path / "out"
    converted = read(path).converted
    assert converted is not None
    made.write_bytes(converted)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [OFFICE, profile, "--headless", "--convert-to", "docx", "--outdir", out, made],
        check=True, capture_output=True, timeout=100,
    )  # fmt: skip
    assert figures(Case.open(out / "made.docx")) == figures(Case.open(DOCX))


def old_xml(body: str) -> bytes:
    return (
        f'<?xml version="1.0"?><w:wordDocument xmlns:w="{OLD}" xmlns:wx="{HINT}" '
        f'xmlns:aml="http://schemas.microsoft.com/aml/2001/core"><w:body>{body}</w:body></w:wordDocument>'
    ).encode()


def test_what_word_2003_wraps_numbers_and_deletes(tmp_path: Path, no_office: None) -> None:
    def run(text: str) -> str:
        return f"<w:r><w:t>{text}</w:t></w:r>"

    body = (
        '<wx:sect><wx:sub-section><w:p><w:pPr><w:listPr><w:ilvl w:val="0"/><w:ilfo w:val="1"/>'
        f'<wx:t wx:val="一、"/><wx:font wx:val="黑体"/></w:listPr></w:pPr>{run("总体情况")}</w:p>'
        f'<w:p>{run("主动公开")}<aml:annotation aml:id="1" w:type="Word.Deletion"><aml:content>'
        "<w:r><w:delText>旧</w:delText></w:r></aml:content></aml:annotation>"
        '<aml:annotation aml:id="2" w:type="Word.Insertion"><aml:content>'
        f"{run('12条')}</aml:content></aml:annotation><w:r><w:instrText>PAGE</w:instrText></w:r>"
        f'<w:hlink w:dest="a">{run("。")}</w:hlink></w:p></wx:sub-section>'
        '<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="dxa"/></w:tblPr><w:tblGrid><w:gridCol w:w="2500.5"/>'
        f'</w:tblGrid><w:tr><w:tc><w:tcPr><w:vmerge w:val="restart"/></w:tcPr><w:p>{run("规章")}</w:p></w:tc>'
        f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p>{run("甲")}</w:p></w:tc></w:tr>'
        f"<w:tr><w:tc><w:tcPr><w:vmerge/></w:tcPr><w:p/></w:tc><w:tc><w:p>{run('1')}</w:p></w:tc>"
        f"<w:tc><w:p>{run('2')}</w:p></w:tc></w:tr></w:tbl></wx:sect>"
    )
    path = tmp_path / "a.xml"
    path.write_bytes(old_xml(body))
    document = read(path)
    assert [b.text for b in document.paragraphs] == ["一、总体情况", "主动公开12条。"]
    cells = [(c.text, c.row, c.column, c.row_span, c.column_span) for c in document.tables[0].cells]
    assert cells == [
        ("规章", 0, 0, 2, 1), ("甲", 0, 1, 1, 2), ("1", 1, 1, 1, 1), ("2", 1, 2, 1, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        old_xml("<w:p>")[:-10],
        old_xml("").replace(b"w:body", b"w:nobody"),
        old_xml("").replace(b"?>", b"?><!DOCTYPE a>"),
    ],
)
def test_damaged_word_2003_xml(tmp_path: Path, no_office: None, data: bytes) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(data)
    assert "损坏" in sentence(path)


def test_word_2003_xml_without_a_text(tmp_path: Path, no_office: None) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(old_xml("<w:p/>"))
    assert "没有任何文字" in sentence(path)
