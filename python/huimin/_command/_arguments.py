"""The arguments of the command."""

from __future__ import annotations

import argparse
import datetime
import re

from huimin._command import _assess, _tools
from huimin._command._parser import Parser
from huimin._command._words import words
from huimin._native import NETWORKS, __version__

_LARGEST = 2**63 - 1


def parser() -> Parser:
    """The parser, in the language chosen."""
    made = Parser(
        prog="huimin",
        description=words(
            "公共服务项目的指标核算：逐条校验、精确计算、逐级说明。",
            "Verified, exact, explained figures of public-service programmes.",
        ),
        epilog=words(
            "退出码：0 全部达标，1 尚有未达标，2 输入有误，3 无法判定。",
            "Exit codes: 0 all targets are met, 1 some are not, 2 bad input, 3 cannot be judged.",
        ),
    )
    made.add_argument(
        "--version",
        action="version",
        version=f"huimin {__version__}",
        help=words("显示版本号", "show the version"),
    )
    _add_common(made)
    commands = made.add_subparsers(
        required=True,
        dest="command",
        metavar="COMMAND",
        title=words("命令", "commands"),
        parser_class=Parser,
    )
    _add_check(commands)
    _add_assess(commands)
    _add_sample(commands)
    _add_allocate(commands)
    _add_draw(commands)
    return made


def _add_common(parser: Parser) -> None:
    """Options that stand before or behind the name of a command."""
    parser.add_argument(
        "--lang",
        choices=("zh", "en"),
        default=argparse.SUPPRESS,
        help=words(
            "输出的语言（默认 zh；环境变量 LANG 以 en 开头时为 en）",
            "language of what people read (default: zh, or en where LANG begins with en)",
        ),
    )
    parser.add_argument(
        "--json",
        action="store_true",
        default=argparse.SUPPRESS,
        help=words("输出供程序读取的 JSON", "print JSON for programs"),
    )


def _added(commands: argparse._SubParsersAction[Parser], name: str, zh: str, en: str) -> Parser:
    said = words(zh, en)
    parser = commands.add_parser(name, help=said, description=said)
    _add_common(parser)
    return parser


def _add_network(parser: Parser, default: str | None, otherwise: tuple[str, str]) -> None:
    names = ", ".join(NETWORKS)
    parser.add_argument(
        "--network",
        metavar="FILE|NAME",
        default=default,
        help=words(
            f"区划登记册：任意格式的文件，或内置的 {names}（默认{otherwise[0]}）",
            f"register of divisions: a file in any format, or a built-in one of {names} "
            f"(default: {otherwise[1]})",
        ),
    )


def _add_check(commands: argparse._SubParsersAction[Parser]) -> None:
    check = _added(
        commands,
        "check",
        "检查定义文件并运算其中的示例",
        "check a definition and compute its examples",
    )
    check.add_argument("file", metavar="FILE", help=words("定义文件，TOML", "the definition, TOML"))
    _add_network(
        check,
        None,
        ("项目自带的，没有时为 yuxi-2019", "the programme's, else yuxi-2019"),
    )
    check.set_defaults(run=_tools.check)


def _add_assess(commands: argparse._SubParsersAction[Parser]) -> None:
    assess = _added(
        commands,
        "assess",
        "评估一个目录中的记录文件，写出考核验收表",
        "from a directory of record files to the acceptance tables",
    )
    add = assess.add_argument
    add(
        "directory",
        metavar="DIR",
        help=words(
            "记录文件所在目录；文件名为数据集的名称，可以分多个文件、放在下级目录或压缩包中",
            "where the record files lie, named after their datasets; in folders and archives too",
        ),
    )
    add(
        "--programme",
        metavar="FILE|NAME",
        default="yuxi-2019",
        help=words(
            "定义文件 FILE.toml 或内置项目（默认 yuxi-2019）",
            "FILE.toml or a built-in name (default: yuxi-2019)",
        ),
    )
    add(
        "--as-of",
        metavar="DATE",
        required=True,
        type=_date,
        help=words("评估日期，如 2019-11-30", "the day, such as 2019-11-30"),
    )
    add(
        "--out",
        metavar="OUT",
        required=True,
        help=words("存放结果的目录", "directory for the results"),
    )
    _add_network(
        assess,
        None,
        ("目录中的，没有时为项目自带的", "the directory's, else the programme's"),
    )
    add(
        "--ignore",
        metavar="PATTERN",
        action="append",
        default=[],
        help=words(
            "可以放在目录中而不读的文件，如 '*.txt'；工作表写作 book.xlsx/名称；可多次指定",
            "what may lie there and is not read, such as '*.txt' or book.xlsx/Notes; may be repeated",
        ),
    )
    add(
        "--sheet",
        metavar="NAME",
        help=words("每个工作簿只读这一个工作表", "the one sheet of every workbook that is read"),
    )
    add(
        "--encoding",
        metavar="[DATASET=]NAME",
        action="append",
        default=[],
        help=words(
            "文本文件的编码：utf-8、gb18030、utf-16le、utf-16be（默认自动识别）；可按数据集多次指定",
            "of text files: utf-8, gb18030, utf-16le, utf-16be (default: found out); "
            "may be repeated by dataset",
        ),
    )
    add(
        "--merged",
        choices=("refuse", "fill"),
        default="refuse",
        help=words(
            "数据行中的合并单元格：refuse 报错（默认），fill 逐格填充",
            "merged cells over data rows: refuse them (default), or fill every cell",
        ),
    )
    add(
        "--threads",
        metavar="N",
        type=_threads,
        help=words(
            "线程数，不影响任何数字（默认全部）", "threads; no figure depends on it (default: all)"
        ),
    )
    add(
        "--no-digests",
        action="store_true",
        help=words("接收清单中不计算文件的 SHA-256", "compute no SHA-256 of files for the receipt"),
    )
    assess.set_defaults(run=_assess.assess)


def _add_sample(commands: argparse._SubParsersAction[Parser]) -> None:
    invented = _added(commands, "sample", "写出一年的虚构记录", "write a year of invented records")
    invented.add_argument(
        "directory", metavar="DIR", help=words("写到哪个目录", "where the files go")
    )
    invented.add_argument(
        "--records",
        metavar="N",
        type=_count,
        help=words(
            "大约多少条（默认按项目的规模）", "about how many (default: the programme's scale)"
        ),
    )
    invented.add_argument(
        "--seed",
        metavar="N",
        type=_count,
        default=2019,
        help=words(
            "种子，不同的种子给出不同的记录（默认 2019）", "other seeds give others (default: 2019)"
        ),
    )
    invented.add_argument(
        "--force",
        action="store_true",
        help=words("覆盖已有的文件", "write over files that exist"),
    )
    _add_network(invented, "yuxi-2019", ("yuxi-2019", "yuxi-2019"))
    invented.set_defaults(run=_tools.sample)


def _add_file(parser: Parser, zh: str, en: str) -> None:
    parser.add_argument("file", metavar="FILE", help=words(zh, en))
    parser.add_argument(
        "--sheet", metavar="NAME", help=words("工作簿中的工作表", "the sheet of a workbook")
    )
    parser.add_argument(
        "--encoding",
        metavar="NAME",
        help=words("文本文件的编码（默认自动识别）", "encoding of a text (default: found out)"),
    )


def _add_allocate(commands: argparse._SubParsersAction[Parser]) -> None:
    allocation = _added(
        commands, "allocate", "把目标任务逐级分解到区划", "take a target down the network"
    )
    _add_file(
        allocation,
        "任意格式的表：区划代码、权重，可选 下限、上限、指定数",
        "a table in any format: division_code, weight, and if need be minimum, capacity, pin",
    )
    _add_network(allocation, "yuxi-2019", ("yuxi-2019", "yuxi-2019"))
    allocation.add_argument(
        "--root",
        metavar="CODE",
        required=True,
        help=words("目标任务所属的区划代码", "code of the division that has the target"),
    )
    allocation.add_argument(
        "--target", metavar="N", required=True, type=_count, help=words("目标任务数", "the target")
    )
    allocation.add_argument(
        "--to",
        required=True,
        choices=("city", "county", "township", "village"),
        help=words("分解到哪一级", "the level it goes down to"),
    )
    allocation.add_argument(
        "--method",
        default="largest_remainder",
        choices=("largest_remainder", "webster", "hill"),
        help=words("分解方法（默认最大余数法）", "the method (default: largest_remainder)"),
    )
    allocation.set_defaults(run=_tools.allocate)


def _add_draw(commands: argparse._SubParsersAction[Parser]) -> None:
    drawing = _added(commands, "draw", "分层抽样", "draw a stratified sample")
    _add_file(
        drawing,
        "任意格式的表：层（区划代码）、编号",
        "a table in any format: stratum (the code of a division), key",
    )
    _add_network(drawing, "yuxi-2019", ("yuxi-2019", "yuxi-2019"))
    drawing.add_argument(
        "--seed",
        required=True,
        help=words("种子，知道种子的人都能重做这次抽样", "whoever knows it can repeat the draw"),
    )
    drawing.add_argument(
        "--size",
        metavar="[STRATUM=]N",
        required=True,
        action="append",
        type=_size,
        help=words(
            "某一层抽多少个；不写层的，用于其余各层",
            "units of a stratum; without one, of every other stratum",
        ),
    )
    drawing.set_defaults(run=_tools.draw)


def _date(text: str) -> str:
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(
            words(
                f"`{text}` 不是日期，应写作 2019-11-30",
                f"`{text}` is not a date such as 2019-11-30",
            )
        ) from None


def _count(text: str) -> int:
    """A whole number that is not negative."""
    if (
        not re.fullmatch(r"[0-9]+", text)
        or int(text[-20:]) > _LARGEST
        or len(text) > len(str(_LARGEST))
    ):
        raise argparse.ArgumentTypeError(
            words(
                f"应为不小于 0 的整数，只写数字，实为 `{text}`",
                f"expected a whole number of 0 or more, in digits alone, but found `{text}`",
            )
        )
    return int(text)


def _threads(text: str) -> int:
    most = 1024
    threads = _count(text)
    if not 1 <= threads <= most:
        raise argparse.ArgumentTypeError(
            words(
                f"线程数应为 1 至 {most}，实为 `{text}`",
                f"expected 1 to {most} threads, but found `{text}`",
            )
        )
    return threads


def _size(text: str) -> tuple[str | None, int]:
    stratum, equals, count = text.rpartition("=")
    return (stratum.strip() if equals else None), _count(count.strip())
