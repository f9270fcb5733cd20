"""The figures of bin/check, and the limits that fail it."""

from pathlib import Path

import pytest

from portal.launch.sizes import report


def tree(root: Path, **files: str) -> Path:
    for name, text in files.items():
        path = root / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix(".py").write_text(text, encoding="utf-8")
    return root


def test_the_figures_count_code_and_tests_apart(tmp_path: Path) -> None:
    tree(tmp_path, app__rules="x = 1\n" * 10, tests__test_rules="y = 2\n" * 15)

    figures, breaches = report(tmp_path)

    assert "files, lines         1: median 10, p90 10, max 10" in figures
    assert "tests to code        15 to 10 lines, 1.50" in figures
    assert breaches == []


def test_a_file_may_have_400_lines_and_not_one_more(tmp_path: Path) -> None:
    tree(tmp_path, full="x = 1\n" * 400, over="x = 1\n" * 401)

    assert report(tmp_path)[1] == ["over.py: 401 lines, more than 400"]


@pytest.mark.parametrize(("lines", "breaches"), [(50, 0), (51, 1)])
def test_a_function_may_have_50_lines(tmp_path: Path, lines: int, breaches: int) -> None:
    tree(tmp_path, app="def f() -> None:\n" + "    x = 1\n" * (lines - 1))

    assert len(report(tmp_path)[1]) == breaches


@pytest.mark.parametrize(
    ("signature", "is_annotated"),
    [
        pytest.param("def f(a: int, *b: int, c: int, **d: int) -> None", True, id="all"),
        pytest.param("def f(a) -> None", False, id="argument"),
        pytest.param("def f(*, a) -> None", False, id="keyword"),
        pytest.param("def f(*a) -> None", False, id="rest"),
        pytest.param("def f()", False, id="result"),
        pytest.param("def f(self) -> None", True, id="self"),
        pytest.param("async def f(a) -> None", False, id="async"),
    ],
)
def test_every_function_is_annotated_throughout(
    tmp_path: Path, signature: str, is_annotated: bool
) -> None:
    tree(tmp_path, app=f"{signature}: ...\n")

    assert (report(tmp_path)[1] == []) is is_annotated


@pytest.mark.parametrize("name", ["app__migrations__first", ".venv__lib__theirs", "static__tool"])
def test_what_we_did_not_write_is_not_measured(tmp_path: Path, name: str) -> None:
    tree(tmp_path, **{name: "x = 1\n" * 500})

    assert report(tmp_path)[1] == []
