"""Prints, for each file named on standard input, one JSON line: every node of CPython's own syntax tree.

A node is "parent>type start end detail" with UTF-16 offsets of the text; a file that CPython refuses is null.
"""

import ast
import json
import re
import sys


def utf16_offsets(text: str) -> "tuple[list[int], list[bytes]]":
    """Offset of each line's first character, and each line in UTF-8."""
    lines = re.findall("[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text)
    starts, offset = [], 0
    for line in lines:
        starts.append(offset)
        offset += len(line.encode("utf-16-le")) // 2
    return starts + [offset], [line.encode() for line in lines] + [b""]


def detail(node: ast.AST) -> str:
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            return "str " + str(len(node.value.encode("utf-16-le", "surrogatepass")) // 2)
        if isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
            return "number"
        return type(node.value).__name__ + (" " + str(node.value) if isinstance(node.value, bool) else "")
    parts = []
    for field in ("id", "attr", "name", "arg", "asname", "module", "level", "names", "rest", "kwd_attrs", "is_async"):
        value = getattr(node, field, None)
        if isinstance(value, (str, int)):
            parts.append(str(value))
        elif isinstance(value, list) and value and isinstance(value[0], str):
            parts.append(",".join(value))
    for field in ("op", "ops"):
        value = getattr(node, field, None)
        for operator in value if isinstance(value, list) else [value] if value else []:
            parts.append(type(operator).__name__)
    return " ".join(parts)


def nodes(text: str) -> "list[str]":
    starts, lines = utf16_offsets(text.removeprefix("\ufeff"))
    mark = 1 if text.startswith("\ufeff") else 0

    def offset(line: int, column: int) -> int:
        prefix = lines[line - 1][:column].decode()
        return mark + starts[line - 1] + len(prefix.encode("utf-16-le")) // 2

    found = []
    exact_strings = sys.version_info >= (3, 12)

    def visit(node: ast.AST, parent: str, exact: bool) -> None:
        name = type(node).__name__.lower().replace("_", "")
        place = ""
        if hasattr(node, "end_lineno") and exact:
            place = f"{offset(node.lineno, node.col_offset)} {offset(node.end_lineno, node.end_col_offset)}"
        found.append(f"{parent}>{name} {place} {detail(node)}")
        exact = exact and (exact_strings or not isinstance(node, ast.JoinedStr))
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, (ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop)):
                visit(child, name, exact)

    visit(ast.parse(text.removeprefix("\ufeff")), "", True)
    return sorted(found)


def main() -> None:
    sys.setrecursionlimit(10_000)
    for path in sys.stdin.read().splitlines():
        try:
            with open(path, encoding="utf-8", newline="") as file:
                text = file.read()
            print(json.dumps(nodes(text)))
        except (SyntaxError, ValueError, RecursionError, UnicodeDecodeError):
            print("null")


main()
