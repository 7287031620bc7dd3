"""The command line: its exit codes, its JSON, its words, and what it does when things go wrong."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import docx
import openpyxl
import pytest

from core import cli
from core.cli import main
from tests.core.test_batch import write_report
from tests.generator.checks import Specimen

ROOT = Path(__file__).parents[2]
SEEDS = ROOT.parent / "shared" / "reports" / "seeds"
KEYS = {"path", "title", "unit", "year", "format", "facts", "findings", "checked", "unreadable"}


@pytest.fixture
def right(tmp_path) -> Path:
    """A report without an error."""
    specimen = Specimen("F2021", "html", 2, figures_in_text=True)
    folder = tmp_path / "right"
    folder.mkdir()
    return specimen.write(folder, specimen.laid_out())


@pytest.fixture
def wrong(tmp_path) -> Path:
    return write_report(tmp_path / "wrong.txt", total=5)


def run(*arguments, cwd=ROOT, **kwargs):
    """In a process of its own, as a user does."""
    return subprocess.run(
        [sys.executable, "main.py", "audit", *map(str, arguments)],
        cwd=cwd, capture_output=True, check=False, **kwargs,
    )  # fmt: skip


# -- exit codes and what is printed -----------------------------------------------------------------


def test_exit_codes(right, wrong, tmp_path):
    gone = str(tmp_path / "gone.docx")
    assert main(["audit", str(right)]) == 0
    assert main([str(right), str(wrong)]) == 1
    assert main(["audit", str(wrong), gone]) == 2
    assert main(["audit", gone]) == 2


def test_only_errors_that_are_broken_count(monkeypatch, right, capsys):
    from core import batch
    from core.export.report_json import unreadable_dict

    def finding(severity, outcome):
        return {"rule": "X-1", "severity": severity, "outcome": outcome, "message": "一\n二", "addresses": [],
                "left": None, "right": None, "difference": None, "suggestions": []}  # fmt: skip

    for findings, code, sign in (
        ([finding("warning", "broken")], 0, "△ 疑点 [X-1] 一 二"),
        ([finding("info", "broken")], 0, "· 提示 [X-1] 一 二"),
        ([finding("error", "cannot_check")], 0, "？ 无法核对 [X-1] 一 二"),
        ([finding("error", "broken")], 1, "× 错误 [X-1] 一 二"),
    ):
        made = unreadable_dict(right, "") | {"unreadable": None, "findings": findings}
        monkeypatch.setattr(
            cli, "audit_many", lambda *_, r=made, **__: iter([batch.Audit(right, r)])
        )
        assert main(["audit", str(right)]) == code
        out = capsys.readouterr().out
        assert sign in out
        out.encode("gbk")  # every sign is one a Chinese console has


def test_the_summary(wrong, tmp_path, capsys):
    main(["audit", str(wrong), str(tmp_path / "gone.docx")])
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert lines[0] == f"■ {wrong}"
    assert lines[1:3] == [
        "  标题：清河县2024年政府信息公开工作年度报告",
        "  单位：清河县  年度：2024年  格式：F2021",
    ]
    assert any(
        line.startswith("  × 错误 [T3-SUM]") and "5 ≠ 1 + 2 + 0 + 1" in line for line in lines
    )
    at = next(i for i, line in enumerate(lines) if "[T3-SUM]" in line)
    assert lines[at + 1].strip().startswith("疑似应为")
    assert any("5 → 4" in line for line in lines[at + 1 :])
    assert "  未能读取：找不到这个文件或文件夹，请检查路径。" in lines
    assert lines[-1] == "共 2 个文件：有错误 1，未发现错误 0，未能读取 1。"
    assert err == ""


def test_a_folder_without_reports(tmp_path, capsys):
    assert main(["audit", str(tmp_path)]) == 2
    assert capsys.readouterr().out.count("文件夹里没有可以核对的报告") == 1


# -- JSON -------------------------------------------------------------------------------------------


def test_json_on_standard_output(right, wrong, tmp_path, capsys):
    gone = tmp_path / "gone.docx"
    assert main(["audit", str(wrong), str(gone), str(right), "--json", "-"]) == 2
    made = json.loads(capsys.readouterr().out)
    assert list(made) == ["schema", "reports"]
    assert made["schema"] == 1
    assert [r["path"] for r in made["reports"]] == [str(wrong), str(gone), str(right)]
    assert all(set(r) == KEYS for r in made["reports"])
    assert [r["unreadable"] is None for r in made["reports"]] == [True, False, True]
    assert made["reports"][0]["facts"][4]["value"] == "5"


def test_json_in_a_file(wrong, tmp_path, capsys):
    target = tmp_path / "结果.json"
    target.write_text("old", encoding="utf-8")
    assert main(["audit", str(wrong), "--json", str(target)]) == 1
    assert capsys.readouterr().out == ""
    text = target.read_text(encoding="utf-8")
    assert json.loads(text)["reports"][0]["unit"] == "清河县"
    assert "清河县" in text


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are bytes there")
def test_names_that_are_no_text(tmp_path, capfdbinary):
    name = os.fsencode(tmp_path) + b"/\xc4\xea\xb1\xa8.txt"  # GBK
    write_report(Path(os.fsdecode(name)))
    assert main(["audit", os.fsdecode(name), "--json", "-"]) == 1
    made = json.loads(capfdbinary.readouterr().out.decode("utf-8"))
    assert made["reports"][0]["path"] == os.fsdecode(name)


# -- docx and workbook ------------------------------------------------------------------------------


def test_docx_of_every_report(tmp_path, capsys):
    first, second = (
        write_report(tmp_path / "a/年报.txt"),
        write_report(tmp_path / "b/年报.txt", "东乡", 5),
    )
    out = tmp_path / "out" / "docx"
    arguments = ["audit", str(tmp_path / "a"), str(tmp_path / "b"), "--docx", str(out)]
    assert main(arguments) == 1
    assert sorted(p.name for p in out.iterdir()) == ["年报 (2).docx", "年报.docx"]
    assert "东乡" in docx.Document(str(out / "年报 (2).docx")).paragraphs[0].text
    assert f"  已写出：{out / '年报.docx'}" in capsys.readouterr().out
    # The same again writes nothing new; something else there is not replaced.
    main(arguments)
    assert len(list(out.iterdir())) == 2
    (out / "年报.docx").write_bytes(b"mine")
    main(arguments)
    assert (out / "年报.docx").read_bytes() == b"mine"
    assert sorted(p.name for p in out.iterdir()) == ["年报 (2).docx", "年报 (3).docx", "年报.docx"]
    assert first.exists()
    assert second.exists()


def test_docx_never_onto_a_source(tmp_path):
    source = tmp_path / "年报.docx"
    specimen = Specimen("F2021", "docx", 0, figures_in_text=True)
    specimen.write(tmp_path, specimen.laid_out()).rename(source)
    before = source.read_bytes()
    main(["audit", str(source), "--docx", str(tmp_path)])
    assert source.read_bytes() == before
    assert (tmp_path / "年报 (2).docx").read_bytes() == before  # nothing was corrected


def test_docx_that_cannot_be_written(wrong, tmp_path, monkeypatch, capsys):
    def full(*_args, **_kwargs):
        raise cli.WriteError("磁盘空间不足。")

    monkeypatch.setattr(cli, "write_new", full)
    assert main(["audit", str(wrong), "--docx", str(tmp_path / "out")]) == 2
    out, err = capsys.readouterr()
    assert "没有写出 docx：磁盘空间不足。" in out
    assert "磁盘空间不足。" in err


def test_workbook(wrong, tmp_path):
    target = tmp_path / "结果.xlsx"
    assert main(["audit", str(wrong), str(tmp_path / "gone"), "--xlsx", str(target)]) == 2
    book = openpyxl.load_workbook(target)
    assert book.sheetnames == ["汇总", "发现", "数据"]
    assert [book["汇总"].cell(r, 1).value for r in (2, 3)] == [str(wrong), str(tmp_path / "gone")]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--json", "{0}/none/a.json"], "不存在"),
        (["--json", "{0}"], "是文件夹"),
        (["--json", "{0}/wrong.txt"], "不能写到原文件"),
        (["--xlsx", "{0}/none/a.xlsx"], "不存在"),
        (["--xlsx", "{0}/a.csv"], "应以 .xlsx 结尾"),
        (["--json", "{0}/a.xlsx", "--xlsx", "{0}/a.xlsx"], "同一个文件"),
        (["--docx", "{0}/wrong.txt"], "建不了文件夹"),
    ],
)
def test_what_cannot_be_written_is_said_before_the_work(
    wrong, tmp_path, monkeypatch, capsys, arguments, says
):
    monkeypatch.setattr(cli, "audit_many", lambda *_, **__: pytest.fail("audited all the same"))
    before = wrong.read_bytes()
    assert main(["audit", str(wrong), *(a.format(tmp_path) for a in arguments)]) == 2
    out, err = capsys.readouterr()
    assert says in err
    assert out == ""
    assert wrong.read_bytes() == before


def test_a_disk_that_fills_up_meanwhile(wrong, tmp_path, monkeypatch, capsys):
    def full(target, *_args, **_kwargs):
        raise cli.WriteError(f"磁盘空间不足，没有写入“{target.name}”。")

    monkeypatch.setattr(cli, "write_bytes", full)
    assert main(["audit", str(wrong), "--json", str(tmp_path / "a.json")]) == 2
    assert "磁盘空间不足" in capsys.readouterr().err
    assert not (tmp_path / "a.json").exists()


# -- words ------------------------------------------------------------------------------------------


def test_help_is_chinese(capsys):
    assert main(["audit", "--help"]) == 0
    out = capsys.readouterr().out
    for words in ("用法：", "参数", "选项", "--json FILE", "退出码", "程度为“错误”、结论为“不符”"):
        assert words in out
    for english in ("usage", "positional", "options:", "show this"):
        assert english not in out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "缺少 PATH"),
        (["a", "--jobs", "0"], "--jobs：应为不小于 1 的整数，而不是“0”"),
        (["a", "--jobs", "many"], "--jobs：应为不小于 1 的整数"),
        (["a", "--json"], "--json 后面要给出一个值"),
        (["a", "--wat"], "不认识的参数：--wat"),
    ],
)
def test_wrong_arguments(arguments, says, capsys):
    assert main(["audit", *arguments]) == 2
    out, err = capsys.readouterr()
    assert says in err
    assert out == ""


# -- screens and pipes ------------------------------------------------------------------------------


class Screen(io.StringIO):
    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


def line_left(said: str) -> str:
    """What the terminal's line shows after all of `said` was written on it."""
    line = ""
    for part in said.split("\r"):
        wide = "".join(c * (1 + (unicodedata.east_asian_width(c) == "W")) for c in part)
        line = wide + line[len(wide) :]
    return line


def test_progress_leaves_nothing_of_a_longer_name(tmp_path):
    screen = Screen(True)
    progress = cli._Progress(screen)
    progress.show(0, 2, tmp_path / "清河县人民政府2024年年报.docx")
    progress.show(1, 2, tmp_path / "b.txt")
    assert line_left(screen.getvalue()).rstrip() == "[2/2] b.txt"
    progress.clear()
    assert line_left(screen.getvalue()).isspace()
    assert screen.getvalue().endswith("\r")


def test_progress_only_on_a_terminal(wrong, right, monkeypatch):
    for terminal in (True, False):
        screen = Screen(terminal)
        monkeypatch.setattr(sys, "stderr", screen)
        main(["audit", str(wrong), str(right), "--json", os.devnull])
        said = screen.getvalue()
        if terminal:
            assert "[1/2] wrong.txt" in said
            assert line_left(said).isspace()
        else:
            assert said == ""


def test_a_program_without_a_console(wrong, monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert main(["audit", str(wrong)]) == 1
    assert main(["audit"]) == 2
    assert main(["audit", "--help"]) == 0


def test_an_interrupt_writes_nothing(wrong, tmp_path, monkeypatch, capsys):
    def interrupted(*_args, **_kwargs):
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr(cli, "audit_many", interrupted)
    assert main(["audit", str(wrong), "--json", str(tmp_path / "a.json")]) == 130
    assert not (tmp_path / "a.json").exists()
    assert "已中断" in capsys.readouterr().err


def test_utf_8_whatever_the_system_says(wrong):
    environment = os.environ | {"PYTHONIOENCODING": "gbk", "PYTHONUTF8": "0", "LC_ALL": "C"}
    for extra in ([], ["--json", "-"]):
        done = run(wrong, *extra, env=environment)
        assert done.returncode == 1
        assert "清河县" in done.stdout.decode("utf-8")
        assert done.stderr == b""


@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX pipe")
def test_a_reader_that_goes_away(wrong, tmp_path):
    target = tmp_path / "a.json"
    for arguments in ([wrong], [wrong, "--json", "-"]):
        read, write = os.pipe()
        os.close(read)
        with os.fdopen(write, "wb") as pipe:
            done = subprocess.run(
                [sys.executable, "main.py", "audit", *map(str, arguments), "--xlsx", str(target) + ".xlsx"],
                cwd=ROOT, stdout=pipe, stderr=subprocess.PIPE, check=False,
            )  # fmt: skip
        assert (done.returncode, done.stderr) == (1, b"")
        assert Path(str(target) + ".xlsx").exists()  # the rest was done


def test_several_processes_from_the_program_itself(tmp_path):
    for i in range(5):
        write_report(tmp_path / f"{i}.txt", total=4 + i % 2)
    one, two = (json.loads(run(tmp_path, "--json", "-", "--jobs", n).stdout) for n in (1, 2))
    assert one == two
    assert [Path(r["path"]).stem for r in two["reports"]] == list("01234")


def test_the_seeds(capsys):
    """Acceptance 2, as far as the forms go."""
    if not SEEDS.is_dir():
        pytest.skip(f"{SEEDS} is not here")
    assert main(["audit", str(SEEDS), "--json", "-"]) == 1
    made = json.loads(capsys.readouterr().out)["reports"]
    assert [r["format"] for r in made] == ["F2019", "F2021", "F2008", "F2019", "F2014"]
    assert [r["unreadable"] for r in made] == [None] * 5


# -- the auditor's own rules ------------------------------------------------------------------------


@pytest.fixture
def rules(tmp_path):
    def write(text: str) -> Path:
        path = tmp_path / "某省.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def broken_rules(text: str) -> set[str]:
    (report,) = json.loads(text)["reports"]
    return {f["rule"] for f in report["findings"] if f["outcome"] == "broken"}


@pytest.mark.parametrize("jobs", [1, 2])
def test_own_rules_reach_every_process(wrong, rules, tmp_path, jobs):
    plain = broken_rules(run(wrong, "--json", "-").stdout)
    assert plain
    off = rules(f'name = "某省"\noff = {sorted(plain)}\n'.replace("'", '"'))
    second = tmp_path / "b.txt"
    second.write_bytes(wrong.read_bytes())
    done = run(wrong, second, "--json", "-", "--rules", off, "--jobs", jobs)
    for report in json.loads(done.stdout)["reports"]:
        assert [f for f in report["findings"] if f["outcome"] == "broken"] == []
        assert not plain & report["checked"].keys()
    assert done.returncode == 0
    said = run(wrong, "--rules", off).stdout.decode()
    assert said.startswith("自定规则：某省\n")


def test_wrong_rules_are_told_before_anything_is_read(wrong, rules, tmp_path):
    book = rules('name = "某省"\noff = ["T2-SUMM"]\n')
    target = tmp_path / "out.json"
    done = run(wrong, "--rules", book, "--json", target)
    assert done.returncode == 2
    assert not target.exists()
    assert "某省.toml 第2行" in done.stderr.decode()
    assert done.stdout == b""
    done = run(wrong, "--rules", tmp_path / "none.toml")
    assert done.returncode == 2
    assert "none.toml" in done.stderr.decode()
    assert done.stdout == b""


def test_own_rules_are_never_written_over(wrong, rules):
    book = rules("")
    assert main([str(wrong), "--rules", str(book), "--json", str(book)]) == 2
    assert book.read_text(encoding="utf-8") == ""


def test_what_follows_from_another_is_set_in_below_it(capsys):
    sample = Path(__file__).resolve().parents[2] / "resources" / "samples" / "linxi_2019.html"
    assert main(["audit", str(sample)]) == 1
    lines = capsys.readouterr().out.splitlines()
    row = next(i for i, line in enumerate(lines) if "[T2-ROW]" in line)
    column = next(i for i, line in enumerate(lines) if "[T2-OUT]" in line)
    assert lines[row].startswith("  × 错误")
    assert lines[column].startswith("    └ × 错误")
    assert all("疑似应为" in line for line in lines[row + 1 : column])  # nothing else in between
