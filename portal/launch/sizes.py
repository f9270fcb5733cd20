"""The sizes of the code, and what is too large or not annotated."""

import ast
import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from portal.embedded.home import CHECKOUT

LONGEST_FILE = 400
LONGEST_FUNCTION = 50
# Not written by hand, or not ours.
SKIPPED = {".venv", ".data", ".git", "migrations", "static", "node_modules", "__pycache__"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One Python file: its lines, and its functions as (line, name, lines, annotated)."""

    path: Path
    lines: int
    functions: tuple[tuple[int, str, int, bool], ...]

    @property
    def is_test(self) -> bool:
        return self.path.parts[0] == "tests"


def report(root: Path = CHECKOUT) -> tuple[str, list[str]]:
    """This function will return the figures to print, and every breach of a limit."""
    files = [_measured(path, root) for path in _files(root, ".py")]
    code = [file for file in files if not file.is_test]
    templates = [_line_count(path) for path in _files(root, ".html")]
    return _figures(files, code, templates), list(_breaches(files))


def _figures(files: list[Measured], code: list[Measured], templates: list[int]) -> str:
    functions = [function for file in code for function in file.functions]
    annotated = sum(1 for *_, is_annotated in functions if is_annotated)
    tests = sum(file.lines for file in files if file.is_test)
    total = sum(file.lines for file in code)
    return "\n".join(
        (
            _spread("files, lines", [file.lines for file in code]),
            _spread("functions, lines", [lines for _, _, lines, _ in functions]),
            _spread("templates, lines", templates),
            f"annotated functions  {annotated} of {len(functions)}",
            f"tests to code        {tests} to {total} lines, {tests / max(total, 1):.2f}",
        )
    )


def _spread(name: str, values: list[int]) -> str:
    if not values:
        return f"{name:<20} none"
    ordered = sorted(values)
    p90 = ordered[min(len(ordered) - 1, len(ordered) * 9 // 10)]
    middle = round(statistics.median(ordered))
    return f"{name:<20} {len(values)}: median {middle}, p90 {p90}, max {ordered[-1]}"


def _breaches(files: Iterable[Measured]) -> Iterator[str]:
    for file in files:
        if file.lines > LONGEST_FILE:
            yield f"{file.path}: {file.lines} lines, more than {LONGEST_FILE}"
        for line, name, lines, is_annotated in file.functions:
            if lines > LONGEST_FUNCTION:
                yield f"{file.path}:{line}: {name} has {lines} lines, more than {LONGEST_FUNCTION}"
            if not is_annotated:
                yield f"{file.path}:{line}: {name} is not annotated throughout"


def _measured(path: Path, root: Path) -> Measured:
    text = path.read_text(encoding="utf-8")
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, Function)]
    return Measured(
        path=path.relative_to(root),
        lines=len(text.splitlines()),
        functions=tuple((n.lineno, n.name, _length(n), _is_annotated(n)) for n in nodes),
    )


def _length(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _is_annotated(node: Function) -> bool:
    named = [*node.args.posonlyargs, *node.args.args]
    if named and named[0].arg in {"self", "cls"}:
        named = named[1:]
    rest = [arg for arg in (node.args.vararg, node.args.kwarg) if arg is not None]
    every = [*named, *node.args.kwonlyargs, *rest]
    return node.returns is not None and all(arg.annotation is not None for arg in every)


def _files(root: Path, suffix: str) -> Iterator[Path]:
    for directory, names, files in root.walk():
        names[:] = sorted(name for name in names if name not in SKIPPED)
        yield from (directory / name for name in sorted(files) if name.endswith(suffix))


def _line_count(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def main() -> int:
    figures, breaches = report()
    print(figures)
    for breach in breaches:
        print(breach)
    return 1 if breaches else 0


if __name__ == "__main__":
    raise SystemExit(main())
