"""The Jinja environment of one template set: sandboxed, strict about misspelt names, loading nothing but parts."""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType
from typing import Any, NoReturn

from jinja2 import DictLoader, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError, TemplateRuntimeError, UndefinedError
from jinja2.runtime import BlockReference, LoopContext, Macro, StrictUndefined, TemplateReference, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Cycler, Joiner, Namespace

from postroom.rendering.filters import FILTERS
from postroom.rendering.lookup import variant

GLOBALS = ("range", "dict", "cycler", "joiner", "namespace")

_LONGEST_PRODUCT = 1_000_000  # signs of a repeated text, bits of a number
_OPEN = (
    *(str, dict, list, tuple, int, float, NoneType, Undefined),
    *(Namespace, Cycler, Joiner, LoopContext, Macro, TemplateReference, BlockReference, TemplateModule),
)
_CLOSED = ("encode", "maketrans", "translate")  # of text: they lead to bytes and to files with codecs


class Unknown(UndefinedError):
    """A name that is not there. `obj` is what it was looked for in; Jinja's `missing` for what the mail offers."""

    def __init__(self, message: str, name: Any, obj: Any) -> None:
        super().__init__(message)
        self.name = name
        self.obj = obj


class Missing(StrictUndefined):
    """A name that is not there, most likely misspelt: nothing can be done with it but to ask whether it is defined,
    to give it a default, and to write it before `or`.

    An argument that a macro was not given may be tested, too.
    """

    __slots__ = ()

    def _fail(self, *args: Any, **kwargs: Any) -> NoReturn:
        if self._undefined_hint:
            raise self._undefined_exception(self._undefined_hint)
        raise Unknown(self._undefined_message, self._undefined_name, self._undefined_obj)

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__" and name[-2:] == "__":
            raise AttributeError(name)
        self._fail()

    def _is_true(self) -> bool:
        return False if self._undefined_hint else bool(self._fail())

    __bool__ = _is_true  # type: ignore[assignment]
    __str__ = __len__ = __iter__ = __eq__ = __ne__ = __hash__ = __contains__ = _fail
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _fail
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = __pos__ = __neg__ = _fail
    __lt__ = __le__ = __gt__ = __ge__ = __int__ = __float__ = __complex__ = __call__ = __getitem__ = _fail


class Code(CodeGenerator):
    """Jinja's compiler, but for `a or b`, where `a` may be missing."""

    def visit_Or(self, node: nodes.BinExpr, frame: Frame) -> None:
        self.write("(environment.optional(")
        self.visit(node.left, frame)
        self.write(") or ")
        self.visit(node.right, frame)
        self.write(")")


class Sandbox(ImmutableSandboxedEnvironment):
    """What the parts of one set are compiled and rendered in, for a mail in these languages."""

    code_generator_class = Code
    intercepted_binops = frozenset(("*", "**"))

    def __init__(self, parts: Mapping[str, str], languages: tuple[str, ...]) -> None:
        super().__init__(
            loader=DictLoader(parts),
            undefined=Missing,
            autoescape=_escapes,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=False,
            auto_reload=False,
            cache_size=-1,
        )
        self.parts = parts
        self.languages = languages
        self.filters = dict(FILTERS)
        self.globals = {name: self.globals[name] for name in GLOBALS}

    def join_path(self, template: str, parent: str) -> str:
        """The part that is meant by an include, import or extends: in the mail's language where the set has it."""
        return variant(template, self.languages, self.parts) or template

    def forget(self) -> None:
        """Begin anew: what an imported part has kept in its variables was another mail's."""
        for template in (self.cache or {}).values():
            template._module = None

    def optional(self, value: Any) -> Any:
        return "" if isinstance(value, Undefined) else value

    def getattr(self, obj: Any, attribute: str) -> Any:
        """`issue.summary`: in our values the names are keys, and a key is meant even where a method has its name."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """`issue.fields["Severity"]`: a key that is data and not vocabulary, so that it may be missing: it is empty."""
        try:
            return obj[argument]
        except (TypeError, LookupError, AttributeError):
            if isinstance(argument, str) and not isinstance(obj, dict):
                return super().getattr(obj, argument)
        return Undefined(f"there is no {str(argument)[:60]!r} here", obj, argument)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        return isinstance(obj, _OPEN) and attr not in _CLOSED and super().is_safe_attribute(obj, attr, value)

    def unsafe_undefined(self, obj: Any, attribute: str) -> Undefined:
        raise SecurityError(
            f"templates may not use {attribute[:60]!r} of a value of type {type(obj).__name__}"
        )

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Powers and repetitions, which cost more than they look."""
        if _size(operator, left, right) > _LONGEST_PRODUCT:
            raise TemplateRuntimeError(f"the result of {operator} is too large")
        return super().call_binop(context, operator, left, right)


def _escapes(name: str | None) -> bool:
    return name is not None and name.endswith(".html")


def _size(operator: str, left: Any, right: Any) -> int:
    """About how large the result will be."""
    if isinstance(left, int) and isinstance(right, int):
        bits = left.bit_length()
        return bits * max(0, right) if operator == "**" else bits + right.bit_length()
    if isinstance(left, int):
        left, right = right, left
    if isinstance(right, int) and isinstance(left, str | list | tuple):
        return len(left) * max(0, right)
    return 0
