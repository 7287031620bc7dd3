"""The command line: `audit PATH… [--json FILE|-] [--docx DIR] [--xlsx FILE] [--jobs N] [--rules FILE]`.

Exit codes: 0 nothing is broken, 1 errors found, 2 something could not be read or written (the rest is
done all the same). An *error* is a finding with outcome broken and severity error.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO
from unicodedata import east_asian_width

from core.atomic import WriteError, check_target, write_bytes, write_new
from core.batch import Audit, audit_many
from core.export.errors import ExportError
from core.export.report_json import FindingDict, ReportDict, grouped, payload, suggested
from core.sources import collect, shown

if TYPE_CHECKING:
    from core.export.across import SeriesDict
    from core.rulebook import Rulebook
    from core.series import SeriesResult

__all__ = ["main"]

NOTHING_BROKEN, ERRORS_FOUND, NOT_ALL_READ, INTERRUPTED = 0, 1, 2, 130

# Only signs that GBK has, so that no Chinese Windows console shows a box instead.
_SIGNS = {"error": "×", "warning": "△", "info": "·"}
_WORDS = {"error": "错误", "warning": "疑点", "info": "提示"}
_UNCHECKED_SIGN, _UNCHECKED = "？", "无法核对"

_EPILOG = """\
退出码：
  0  没有发现错误
  1  发现错误：至少有一条程度为“错误”、结论为“不符”的发现（疑点、提示和“无法核对”不算）
     同一单位几个年度的报告一起核对时，与上年比较的发现也算在内
  2  有文件或文件夹读不了，或者有结果写不出来；其余的照常完成（与 1 同时出现时为 2）
     自定规则写错时也是 2，这时什么都不核对

例：
  audit 报告.docx                        在屏幕上列出发现
  audit 各县报告 --xlsx 结果.xlsx --jobs 4   核对整个文件夹，写成一个工作簿
  audit 各县报告 --rules 某省.toml         按某省的自定规则核对
"""


def main(argv: list[str]) -> int:
    """Run the command line and return the exit code. `argv` is what follows the program's name; the
    word `audit` may stand first."""
    output = _Output(sys.stdout)
    try:
        options = _parser().parse_args(argv[1:] if argv[:1] == ["audit"] else argv)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else NOT_ALL_READ
    try:
        return _Run(options, output).run()
    except KeyboardInterrupt:
        _complain("已中断，没有写出结果。")
        return INTERRUPTED
    finally:
        output.close()


class _Run:
    def __init__(self, options: argparse.Namespace, output: _Output) -> None:
        self.options = options
        self.output = output
        self.json: str | None = options.json
        self.docx: Path | None = options.docx
        self.xlsx: Path | None = options.xlsx
        self.rules: Path | None = options.rules
        self.rulebook: Rulebook | None = None
        self.quiet = self.json is not None
        self.failed = False  # something could not be written
        self.reports: list[ReportDict] = []
        self.files: dict[str, Path] = {}  # by what the reports call them
        self.series: SeriesResult | None = None

    def run(self) -> int:
        if not self._has_rules():
            return NOT_ALL_READ
        files = collect(self.options.paths)
        named = (*self.options.paths, *([self.rules] if self.rules else []))
        self.sources = [f for f in (*files, *named) if f.is_file()]
        # An audit of hundreds of files must not end with “this can't be written”.
        if not self._can_write():
            return NOT_ALL_READ
        progress = _Progress(sys.stderr)
        try:
            for result in audit_many(
                files,
                self.options.jobs,
                with_docx=self.docx is not None,
                rulebook=self.rulebook,
                progress=progress.show,
            ):
                progress.clear()
                self._take(result)
        finally:
            progress.clear()
        self.series = self._across_years()
        self._write_files()
        if not self.quiet and len(self.reports) > 1:
            self._say_total()
        return self._code()

    def _has_rules(self) -> bool:
        """Load the auditor's own rules: one that is wrong must not be found out after the audit."""
        if self.rules is None:
            return True
        from core.rulebook import RulebookError, load_rulebook

        try:
            self.rulebook = load_rulebook(self.rules)
        except RulebookError as error:
            _complain(f"没有使用这份规则，也没有核对：{error}")
            return False
        if not self.quiet:
            self.output.say(f"自定规则：{self.rulebook.name or self.rules.name}\n\n")
        return True

    def _can_write(self) -> bool:
        try:
            if self.docx is not None:
                self.docx.mkdir(parents=True, exist_ok=True)
            for target in (self._json_file, self.xlsx):
                if target is not None:
                    check_target(target, never=self.sources)
            if self.xlsx is not None and self.xlsx.suffix.lower() != ".xlsx":
                raise WriteError(f"工作簿的文件名应以 .xlsx 结尾，而不是“{self.xlsx.name}”。")
            if self._json_file and self.xlsx and self._json_file.resolve() == self.xlsx.resolve():
                raise WriteError("--json 和 --xlsx 不能写到同一个文件。")
        except WriteError as error:
            _complain(str(error))
            return False
        except OSError as error:
            _complain(f"建不了文件夹“{self.docx}”：{error.strerror or error}。")
            return False
        return True

    @property
    def _json_file(self) -> Path | None:
        return None if self.json in (None, "-") else Path(str(self.json))

    def _take(self, result: Audit) -> None:
        for each in (result, *result.others):
            each.report["path"] = shown(each.path)  # other processes know nothing of archives
            self.files[each.report["path"]] = each.path
            self.reports.append(each.report)
            lines = _summary(each.report, str(each.part or ""))
            if self.docx is not None and each.report["unreadable"] is None:
                lines += self._written(each, self.docx)
            if not self.quiet:
                self.output.say("\n".join(lines) + "\n")

    def _written(self, result: Audit, folder: Path) -> list[str]:
        """Write the corrected docx; what to say about it."""
        problem = result.not_exported
        if result.docx is None and not problem:
            return ["  docx 是整个文件，已随第1份写出"]
        number = f"_{result.part.number}" if result.part and result.part.number > 1 else ""
        if result.docx is not None:
            try:
                path = write_new(
                    folder, f"{result.path.stem}{number}.docx", result.docx, never=self.sources
                )
                return [f"  已写出：{path}", *(f"    {note}" for note in result.notes)]
            except WriteError as error:
                problem = str(error)
        self.failed = True
        _complain(f"{shown(result.path)}：{problem}")
        return [f"  没有写出 docx：{problem}"]

    def _across_years(self) -> SeriesResult | None:
        """Reports of one body on several years, held against each other; None when there are none."""
        wanted = _of_one_body(self.reports)
        if not wanted:
            return None
        from core.case import Case
        from core.readers import Unreadable
        from core.rules.policy import EVERY_RULE
        from core.series import audit_series

        cases = []
        known = {(r["path"], r["title"], r["year"]) for r in wanted}
        for path in dict.fromkeys(r["path"] for r in wanted):
            with contextlib.suppress(Unreadable, OSError):  # it was read a moment ago
                for case in Case.open_all(self.files[path], self.rulebook):
                    if (path, case.sheet.title.text, case.sheet.title.year) in known:
                        cases.append(case)
        result = audit_series(cases, policy=self.rulebook.policy if self.rulebook else EVERY_RULE)
        if not self.quiet and result.findings:
            lines = ["■ 与上年比较"]
            for finding in result.findings:
                sign, word = _SIGNS[finding.severity.value], _WORDS[finding.severity.value]
                if finding.outcome.value == "cannot_check":
                    sign, word = _UNCHECKED_SIGN, _UNCHECKED
                lines.append(f"  {sign} {word} {finding.rule} {finding.unit}：{finding.message}")
            self.output.say("\n".join(lines) + "\n")
        return result

    def _write_files(self) -> None:
        if self.json is not None:
            # Names of files that are no text in this system's encoding come out as \udcxx escapes.
            series: SeriesDict | None = None
            if self.series is not None:
                from core.export.across import series_dict

                series = series_dict(self.series)
            text = json.dumps(payload(self.reports, series), ensure_ascii=False, indent=1) + "\n"
            data = text.encode("utf-8", "backslashreplace")
            if (target := self._json_file) is None:
                self.output.write(data)
            else:
                self._attempt(lambda: write_bytes(target, data, never=self.sources))
        if (workbook := self.xlsx) is not None:
            from core.export.workbook import export_workbook

            more = {}
            if self.series is not None and self.series.findings:
                from core.export.across import YEARS_SHEET, findings_frame

                more[YEARS_SHEET] = findings_frame([(f, None) for f in self.series.findings])
            self._attempt(
                lambda: export_workbook(self.reports, workbook, never=self.sources, more=more)
            )

    def _attempt(self, write: Any) -> None:
        try:
            write()
        except (WriteError, ExportError) as error:
            self.failed = True
            _complain(str(error))

    def _say_total(self) -> None:
        broken = sum(_errors(r) > 0 for r in self.reports)
        unread = sum(r["unreadable"] is not None for r in self.reports)
        fine = len(self.reports) - broken - unread
        files = len({r["path"] for r in self.reports})
        counted = f"{files} 个文件" + (
            f"、{len(self.reports)} 份报告" if len(self.reports) > files else ""
        )
        self.output.say(f"共 {counted}：有错误 {broken}，未发现错误 {fine}，未能读取 {unread}。\n")

    def _code(self) -> int:
        if self.failed or any(r["unreadable"] is not None for r in self.reports):
            return NOT_ALL_READ
        across = self.series is not None and any(
            f.severity.value == "error" and f.outcome.value == "broken"
            for f in self.series.findings
        )
        return ERRORS_FOUND if across or any(map(_errors, self.reports)) else NOTHING_BROKEN


def _of_one_body(reports: Sequence[ReportDict]) -> list[ReportDict]:
    """The reports of bodies that have several on different years."""
    named = [r for r in reports if r["unreadable"] is None and r["unit"] and r["year"] is not None]
    if len(named) < 2:
        return []
    from core.units import unit_of

    years: dict[str, set[int | None]] = {}
    for report in named:
        years.setdefault(unit_of(report["unit"]).name, set()).add(report["year"])
    return [r for r in named if len(years[unit_of(r["unit"]).name]) > 1]


def _errors(report: ReportDict) -> int:
    return sum(f["severity"] == "error" and f["outcome"] == "broken" for f in report["findings"])


def _with_margins(report: ReportDict) -> Iterator[tuple[FindingDict, str]]:
    """Each finding, and what stands before it: those that follow from another below it, set in."""
    for head, below in grouped(report):
        yield head, "  "
        for finding in below:
            yield finding, "    └ "


def _summary(report: ReportDict, part: str = "") -> list[str]:
    """What an auditor reads on the screen about one report; `part`: which of its file's it is."""
    lines = [f"■ {report['path']}" + (f"（{part}）" if part else "")]
    if report["unreadable"] is not None:
        return [*lines, f"  未能读取：{report['unreadable']}"]
    year = f"{report['year']}年" if report["year"] else "年度不明"
    lines += [
        f"  标题：{report['title'] or '（没有找到）'}",
        f"  单位：{report['unit'] or '（没有找到）'}  年度：{year}  格式：{report['format'] or '未识别'}",
    ]
    said: list[str] = []
    for finding, margin in _with_margins(report):
        if finding["outcome"] == "cannot_check":
            sign, word = _UNCHECKED_SIGN, _UNCHECKED
        else:
            sign, word = _SIGNS[finding["severity"]], _WORDS[finding["severity"]]
        message = " ".join(finding["message"].split())
        lines.append(f"{margin}{sign} {word} [{finding['rule']}] {message}")
        margin = " " * len(margin)
        before, said = said, suggested(finding)
        if said and said == before:  # what breaks together is mended together
            lines.append(f"{margin}    疑似应为：同上一条")
        else:
            lines += [f"{margin}    {line}" for line in said]
    broken = [f["severity"] for f in report["findings"] if f["outcome"] == "broken"]
    tallies = report["checked"].values()
    counts = "，".join(f"{word} {broken.count(severity)}" for severity, word in _WORDS.items())
    lines.append(
        f"  合计：{counts}；逐项核对：成立 {sum(t['holds'] for t in tallies)}，"
        f"不符 {sum(t['broken'] for t in tallies)}，{_UNCHECKED} {sum(t['cannot_check'] for t in tallies)}"
    )
    return lines


# ---------------------------------------------------------------------------------------------------
# Screen


class _Output:
    """Standard output in UTF-8, on consoles and pipes of any system. When its reader has gone away it
    falls silent, and the audit goes on: files may still have to be written."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream  # None in a windowed program
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")

    def say(self, text: str) -> None:
        self.write(text.encode("utf-8", "backslashreplace"))

    def write(self, data: bytes) -> None:
        if self._stream is None:
            return
        try:
            buffer = getattr(self._stream, "buffer", None)
            if buffer is not None:
                self._stream.flush()
                buffer.write(data)
                buffer.flush()
            else:
                self._stream.write(data.decode("utf-8"))
        except OSError:  # BrokenPipeError; EINVAL on Windows
            self._fall_silent()

    def close(self) -> None:
        if self._stream is not None:
            try:
                self._stream.flush()
            except (OSError, ValueError):
                self._fall_silent()

    def _fall_silent(self) -> None:
        stream, self._stream = self._stream, None
        # Or Python complains at its end that it could not flush.
        with contextlib.suppress(OSError, ValueError, AttributeError):
            if stream is not None:
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


class _Progress:
    """One changing line on a terminal's error output; nothing elsewhere."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream if stream is not None and stream.isatty() else None
        self._shown = 0  # columns

    def show(self, done: int, total: int, path: Path) -> None:
        if self._stream is not None and total > 1:
            name = path.name if len(path.name) <= 30 else path.name[:29] + "…"
            self._line(f"[{done + 1}/{total}] {name}")

    def clear(self) -> None:
        if self._shown:
            self._line("")
            self._put("\r")

    def _line(self, text: str) -> None:
        # Blanks over what was there: not every Windows console knows the escape that clears a line.
        columns = sum(1 + (east_asian_width(c) in "FW") for c in text)
        self._put(f"\r{text}{' ' * (self._shown - columns)}")
        self._shown = columns

    def _put(self, text: str) -> None:
        with contextlib.suppress(OSError, ValueError):  # ValueError: a name the terminal can't show
            assert self._stream is not None
            self._stream.write(text)
            self._stream.flush()


def _complain(text: str) -> None:
    if sys.stderr is not None:
        with contextlib.suppress(OSError):
            encoding = sys.stderr.encoding or "utf-8"
            safe = text.encode(encoding, "backslashreplace").decode(encoding)
            print(safe, file=sys.stderr)


# ---------------------------------------------------------------------------------------------------
# Arguments


class _ChineseHelp(argparse.RawDescriptionHelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    _SAYINGS = (
        (r"argument (\S+): expected one argument", r"\1 后面要给出一个值"),
        (r"the following arguments are required: (.+)", r"缺少 \1"),
        (r"unrecognized arguments: (.+)", r"不认识的参数：\1"),
        (r"argument (\S+): (.+)", r"\1：\2"),
    )

    def _print_message(self, message: str, file: Any = None) -> None:
        # A windowed program has no streams; argparse before Python 3.11.3 falls over that.
        if file is not None or sys.stderr is not None:
            super()._print_message(message, file)

    def error(self, message: str) -> NoReturn:
        for english, chinese in self._SAYINGS:
            message, changed = re.subn(english, chinese, message)
            if changed:
                break
        usage = self.format_usage()
        _complain(f"{usage}{self.prog}：{message}")
        self.exit(NOT_ALL_READ)


def _parser() -> argparse.ArgumentParser:
    name = Path(sys.argv[0]).name if sys.argv and sys.argv[0] else "main.py"
    parser = _Parser(
        prog=f"{name} audit",
        description="核对政府信息公开工作年度报告，列出不符的勾稽关系和其他问题。",
        epilog=_EPILOG,
        formatter_class=_ChineseHelp,
        add_help=False,
        allow_abbrev=False,
    )
    arguments = parser.add_argument_group("参数")
    arguments.add_argument(
        "paths", metavar="PATH", nargs="+", type=Path,
        help="报告文件、放报告的文件夹（连同下级文件夹），或报告的压缩包（zip）",
    )  # fmt: skip
    options = parser.add_argument_group("选项")
    options.add_argument("-h", "--help", action="help", help="显示这段说明")
    options.add_argument(
        "--json", metavar="FILE", help="把结果写成 JSON 文件；- 表示写到标准输出。这时不再列出发现"
    )
    options.add_argument(
        "--docx", metavar="DIR", type=Path,
        help="把每份报告的 docx 写到这个文件夹：docx 报告保持原样，其他的按规定格式重排。不覆盖已有文件，重名时加编号",
    )  # fmt: skip
    options.add_argument(
        "--xlsx",
        metavar="FILE",
        type=Path,
        help="把所有结果写成一个 Excel 工作簿：汇总、发现、数据",
    )
    options.add_argument(
        "--jobs", metavar="N", type=_jobs, help="同时用几个进程；不给时按文件数和处理器数决定"
    )
    options.add_argument(
        "--rules", metavar="FILE", type=Path,
        help="自定规则（TOML 文件）：停用规则、改变程度、增加规则和行名。样本可在窗口的菜单中保存",
    )  # fmt: skip
    return parser


def _jobs(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"应为不小于 1 的整数，而不是“{text}”")
    return int(text)
