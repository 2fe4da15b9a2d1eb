"""The small ways in which a module can be broken, and a process in which one of them is imported and tested."""

import ast
import importlib.abc
import importlib.machinery
import importlib.util
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import CodeType

SECONDS = 180
"""A mutant whose tests take longer hangs, which counts as noticed."""
COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,9})?")
"""A number in quotes, as decimals are written."""
UNTOUCHED = (ast.Import, ast.ImportFrom)
DECLARATIONS = {"model_config", "__slots__", "__all__"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: in which file and line, what it is, and the module with it."""

    file: Path
    line: int
    change: str
    tree: ast.Module

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.change}"


def mutants_of(file: Path) -> list[Mutant]:
    """Every mutant of a file."""
    whole = ast.parse(file.read_text())
    nodes = list(_touched(whole))
    return [
        Mutant(file, nodes[place].lineno, change, _with(whole, place, change_it))
        for place, node in enumerate(nodes)
        for change, change_it in _changes(node)
    ]


Changing = Callable[[ast.AST], ast.AST]


def _touched(node: ast.AST) -> Iterator[ast.expr | ast.stmt]:
    """The nodes that do something: no imports, annotations, decorators, docstrings or declarations."""
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "type_params", "bases", "keywords"} and not isinstance(
            node, ast.Call
        ):
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or isinstance(child, UNTOUCHED) or _is_declared(child):
                continue
            if isinstance(child, ast.expr | ast.stmt):
                yield child
            yield from _touched(child)


def _is_declared(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    names = (
        {each.id for each in ast.walk(node) if isinstance(each, ast.Name)} if isinstance(node, ast.Assign) else set()
    )
    return bool(names & DECLARATIONS) or isinstance(node, ast.JoinedStr | ast.Raise)


def _with(whole: ast.Module, place: int, change: Changing) -> ast.Module:
    """A copy in which the node at ``place`` is changed."""
    copy = deepcopy(whole)
    wanted = list(_touched(copy))[place]

    class Change(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            return change(node) if node is wanted else self.generic_visit(node)

    Change().visit(copy)  # the module itself stays the same node
    return ast.fix_missing_locations(copy)


def _changes(node: ast.AST) -> Iterator[tuple[str, Changing]]:
    yield from _other_values(node)
    yield from _other_ways(node)


def _other_values(node: ast.AST) -> Iterator[tuple[str, Changing]]:
    match node:
        case ast.Compare(ops=[op, *rest]) if type(op) in COMPARED:
            other = COMPARED[type(op)]
            yield f"{type(op).__name__} → {other.__name__}", lambda it: _set(it, ops=[other(), *rest])
        case ast.BinOp(op=op) if type(op) in COUNTED:
            another = COUNTED[type(op)]
            yield f"{type(op).__name__} → {another.__name__}", lambda it: _set(it, op=another())
        case ast.BoolOp(op=op):
            swapped = ast.Or if isinstance(op, ast.And) else ast.And
            yield f"{type(op).__name__} → {swapped.__name__}", lambda it: _set(it, op=swapped())
        case ast.UnaryOp(op=ast.Not() | ast.USub() as op):
            yield f"without {type(op).__name__}", lambda it: getattr(it, "operand")  # noqa: B009 - mypy sees an AST
        case ast.Constant(value=bool() as value):
            yield f"{value} → {not value}", lambda it: _set(it, value=not value)
        case ast.Constant(value=int() as number):
            yield f"{number} → {number + 1}", lambda it: _set(it, value=number + 1)
        case ast.Constant(value=str() as text) if NUMBER.fullmatch(text):
            yield f"{text} → {Decimal(text) + 1}", lambda it: _set(it, value=str(Decimal(text) + 1))


def _other_ways(node: ast.AST) -> Iterator[tuple[str, Changing]]:
    match node:
        case ast.If(test=test) | ast.IfExp(test=test):
            yield "condition turned", lambda it: _set(it, test=ast.UnaryOp(ast.Not(), test))
        case ast.Return(value=ast.expr() as value) if not _is_none(value):
            yield "return None", lambda it: _set(it, value=ast.Constant(None))
        case ast.Expr(value=ast.Call() | ast.Yield() | ast.YieldFrom()) | ast.AugAssign():
            yield "left out", lambda _it: ast.Pass()
        case ast.Break():
            yield "break → continue", lambda _it: ast.Continue()
        case ast.Continue():
            yield "continue → break", lambda _it: ast.Break()


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _set(node: ast.AST, **fields: object) -> ast.AST:
    for name, value in fields.items():
        setattr(node, name, value)
    return node


class _Loader(importlib.machinery.SourceFileLoader):
    """Loads a module from the changed tree instead of its file."""

    def __init__(self, name: str, path: str, tree: ast.Module) -> None:
        super().__init__(name, path)
        self.tree = tree

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.tree, self.path, "exec")


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, module: str, mutant: Mutant) -> None:
        self.module, self.mutant = module, mutant

    def find_spec(self, name: str, path: object, target: object = None) -> importlib.machinery.ModuleSpec | None:
        if name != self.module:
            return None
        file = str(self.mutant.file)
        return importlib.util.spec_from_file_location(name, file, loader=_Loader(name, file, self.mutant.tree))


def is_noticed(mutant: Mutant | None, tests: Sequence[str]) -> bool:
    """Whether the tests fail with the mutant (with none: as the code is), in a process of its own."""
    child = os.fork()
    if child == 0:
        signal.alarm(SECONDS)
        os._exit(_tested(mutant, tests))
    _pid, status = os.waitpid(child, 0)
    return status != 0


def _tested(mutant: Mutant | None, tests: Sequence[str]) -> int:
    import pytest

    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    if mutant is not None:
        module = ".".join(mutant.file.with_suffix("").parts)
        sys.meta_path.insert(0, _Finder(module, mutant))
    plugins = ["-p", "no:cacheprovider", "--reuse-db"]
    return int(pytest.main(["-x", "-q", "--no-header", *plugins, *tests]))
