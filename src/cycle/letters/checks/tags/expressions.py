"""What the tags of a template ask for, checked against the fields there are: names, kinds, filters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from jinja2 import nodes

from cycle.errors import did_you_mean
from cycle.letters.checks.tags.always_there import always_defined, asked_too, never_default
from cycle.letters.checks.tags.closed_values import never_equal, never_replaced, partly_never
from cycle.letters.checks.tags.compared import (
    COUNT,
    FLAG,
    NUMBER,
    TEST_OF,
    TEXT,
    WRITTEN_BY,
    Fault,
    Operand,
    never_is,
    no_number,
    not_counted,
)
from cycle.letters.checks.tags.expression_parts import (
    ANYTHING,
    ATTRIBUTE,
    CONSTANTS,
    COUNTING,
    JOINING,
    LOOP,
    NOTHING,
    OF_TEXT,
    SPAN,
    YES_OR_NO,
    either,
    expression_of,
    field_path,
    known_side,
    side_of,
    suggestion,
    targets,
    turned,
)
from cycle.letters.checks.tags.uncountable import counted_letters, letters_counted, misused, of_text, picked
from cycle.letters.checks.tags.unprintable import unprintable
from cycle.letters.fields import FILTERS, Field, rows
from cycle.letters.language import ESCAPING, SAME_LIST, is_of_loop
from cycle.phrases import Phrase

LineFault: TypeAlias = tuple[int, Phrase, Phrase, str]
"""The line of a template, what is wrong there, what would be right, and how severe that is."""
_NEIGHBOURS = ("previtem", "nextitem")


@dataclass(slots=True)
class Scope:
    """The names that may be used at one place of a template: the fields, and what `for` and `set` have added."""

    known: Field | None
    """The tree of fields; None when any name will do."""

    pictures: bool = True
    """Whether a picture may be printed here."""

    mail: bool = False
    """Whether it is a mail's: its other names, filters and calls are judged where mails are made."""

    local: list[dict[str, Field | None]] = field(default_factory=lambda: [{}])
    findings: list[Fault] = field(default_factory=list)
    """What is wrong and what would be right, for the tag being read."""
    remarks: list[Fault] = field(default_factory=list)
    """The same for what stops nothing."""

    def check_source(self, source: str) -> Iterator[LineFault]:
        """Yield each fault and each remark in a template of Jinja; TemplateSyntaxError if it is none."""
        yield from self._body(ESCAPING.parse(source).body)

    def check_print(self, expression: str) -> None:
        """Note what is wrong with `{{ expression }}`; jinja2's TemplateSyntaxError when it cannot be read."""
        self._printed(expression_of(expression))

    def check_ask(self, expression: str) -> None:
        """Note what is wrong with `{% if expression %}`."""
        self._kind(expression_of(expression))

    def check_set(self, assignment: str) -> None:
        """Note what is wrong with `{% set name = expression %}` and remember the name."""
        node = ESCAPING.parse(f"{{% set {assignment} %}}").body[0]
        if isinstance(node, nodes.Assign):
            self._set(node)

    def enter_for(self, clause: str) -> None:
        """Note what is wrong with `{% for clause %}` and remember its names until `leave_for`."""
        node = ESCAPING.parse(f"{{% for {clause} %}}{{% endfor %}}").body[0]
        assert isinstance(node, nodes.For)
        self._enter(node)

    def leave_for(self) -> None:
        """Forget the names of the innermost `for`."""
        self.local.pop()

    def is_field(self, name: str) -> bool:
        """Return whether a field or a name of the template's own is called so."""
        return (self.known is not ANYTHING and self.known.child(name) is not None) or name in self._own()

    def _own(self) -> set[str]:
        return {name for scope in self.local for name in scope}

    def _body(self, body: Iterable[nodes.Node]) -> Iterator[LineFault]:
        for node in body:
            if isinstance(node, nodes.Output):
                for child in node.nodes:
                    if not isinstance(child, nodes.TemplateData):
                        self._printed(child)
                        yield from self._reports(child.lineno)
            elif isinstance(node, nodes.If):
                for branch in (node, *node.elif_):
                    self._kind(branch.test)
                    yield from self._reports(branch.lineno)
                    yield from self._body(branch.body)
                yield from self._body(node.else_)
            elif isinstance(node, nodes.For):
                self._enter(node)
                yield from self._reports(node.lineno)
                yield from self._body(node.body)
                self.leave_for()
                yield from self._body(node.else_)
            elif isinstance(node, nodes.Assign):
                self._set(node)
                yield from self._reports(node.lineno)
            elif isinstance(node, nodes.Block | nodes.With | nodes.FilterBlock | nodes.CallBlock):
                yield from self._body(node.body)

    def _reports(self, line: int) -> Iterator[LineFault]:
        found, self.findings = self.findings, []
        yield from ((line, what, remedy, "error") for what, remedy in found)
        remarks, self.remarks = self.remarks, []
        yield from ((line, what, remedy, "warning") for what, remedy in remarks)

    def _set(self, node: nodes.Assign) -> None:
        kind = self._kind(node.node)
        names = list(targets(node.target))
        for name in names if self.known is not None else ():
            if any(name in scope for scope in self.local[:-1]):
                what = Phrase("'{name}' is set again inside a loop, and forgotten when the turn ends", name=name)
                self._fault(what, Phrase("ask loop.first or loop.last, or write the list with join(', ')"))
        if self.known is not None and isinstance(node.node, nodes.Const):
            kind = CONSTANTS.get(type(node.node.value), ANYTHING)
        for name in names:
            alike = len(names) == 1 and self.local[-1].get(name, kind) == kind
            self.local[-1][name] = kind if alike else ANYTHING

    def _enter(self, node: nodes.For) -> None:
        walked = self._kind(node.iter)
        entry: Field | None = ANYTHING
        if walked is not ANYTHING:
            if walked.kind == "list":
                entry = walked.entry
            else:
                what = Phrase("'{field}' is not a list", field=field_path(node.iter))
                self._fault(what, Phrase("lists: {lists}", lists=", ".join(self._lists())))
        names = list(targets(node.target))
        beside = () if entry is ANYTHING else tuple(replace(entry, name=name) for name in _NEIGHBOURS)
        loop = replace(LOOP, inside=(*LOOP.inside, *beside))
        self.local.append({"loop": loop, **dict.fromkeys(names, entry if len(names) == 1 else ANYTHING)})
        if node.test is not None:
            self._kind(node.test)

    def _printed(self, node: nodes.Node) -> None:
        """Note what is wrong with printing what an expression gives, whichever of its parts that is."""
        if isinstance(node, nodes.Or):
            self._printed(node.left)
            self._printed(node.right)
        elif isinstance(node, nodes.CondExpr):
            self._kind(node.test)
            self._printed(node.expr1)
            if node.expr2 is not None:
                self._printed(node.expr2)
        else:
            self._want_text(self._kind(node), field_path(node), pictures=self.pictures)

    def _want_text(self, found: Field | None, path: str, *, pictures: bool = False) -> None:
        self.findings += unprintable(found, path, pictures=pictures)

    def _kind(self, node: nodes.Node) -> Field | None:
        """Return the field an expression stands for, noting every fault inside it."""
        if isinstance(node, nodes.Name):
            return self._name(node.name)
        if isinstance(node, nodes.Getattr):
            return self._inside(self._kind(node.node), node.attr, field_path(node))
        if isinstance(node, nodes.Getitem):
            return self._item(node)
        if isinstance(node, nodes.Filter):
            return self._filtered(node)
        if isinstance(node, nodes.Call):
            return self._called(node)
        if isinstance(node, nodes.Concat):
            for operand in node.nodes:
                self._want_text(self._kind(operand), field_path(operand))
            return ANYTHING
        if isinstance(node, nodes.Not) and isinstance(node.node, nodes.Test):
            self._tested(node.node, negated=True)
            return FLAG if self.known is not None else ANYTHING
        if isinstance(node, nodes.And) and (beside := asked_too(node)):
            return self._kind(beside)
        if isinstance(node, nodes.Test):
            return self._tested(node)
        if isinstance(node, nodes.Not):
            node = turned(node)
        if isinstance(node, nodes.Compare):
            return self._compared(node)
        found = [self._kind(child) for child in node.iter_child_nodes()]
        # `a or b` and `a if c else b` are what one of the two is; its kind is taken for that of both
        if isinstance(node, nodes.Or):
            return found[0] or found[1]
        if isinstance(node, nodes.Not) and self.known is not None:
            return FLAG
        if isinstance(node, nodes.BinExpr) and not isinstance(node, nodes.And):
            self.findings += not_counted(
                *(known_side(operand, kind) for operand, kind in zip((node.left, node.right), found, strict=True))
            )
            together = all(side is COUNT for side in found)  # how long two texts are beside each other
            self.findings += (letters_counted(field_path(node.left)),) if found[0] is COUNT and not together else ()
            if all(side is not ANYTHING and side.kind in WRITTEN_BY for side in found):
                return SPAN
            return NUMBER if NUMBER in found or COUNT in found else ANYTHING
        return next(filter(None, found[1:]), ANYTHING) if isinstance(node, nodes.CondExpr) else ANYTHING

    def _compared(self, node: nodes.Compare) -> Field | None:
        """Note a comparison that can never hold: of a yes or no with text, of text with a number or yes and no."""
        sides = self._sides([node.expr, *(operand.expr for operand in node.ops)])
        for left, operand, right in zip(sides, node.ops, sides[1:], strict=False):
            self._note_never(left, operand.op, right)
        return ANYTHING

    def _note_never(self, left: Operand, op: str, right: Operand) -> None:
        self.findings += never_equal(left, op, right, printed=not self.mail)
        self.findings += counted_letters(left, op, right)
        self.remarks += () if self.mail else partly_never(left, op, right)

    def _tested(self, node: nodes.Test, *, negated: bool = False) -> Field | None:
        """Note what is wrong with `x is …`: a test there is none of, or one that can never hold."""
        if node.name in TEST_OF and node.args:
            left, right, *_ = self._sides([node.node, *node.args])
            self._note_never(left, TEST_OF[node.name], right)
            return ANYTHING
        given = [self._side(operand) for operand in (node.node, *node.args)]
        if node.name not in ESCAPING.tests:
            self._fault(Phrase("no test '{name}'", name=node.name), did_you_mean(node.name, ESCAPING.tests))
        else:
            self.findings += never_is(given[0], node.name, negated=negated)
            self.remarks += always_defined(node, given[0], own=self._own(), negated=negated)
        return ANYTHING

    def _sides(self, compared: Sequence[nodes.Expr]) -> Sequence[Operand]:
        """Return the sides; a bare `ja` is the text it was meant to be beside a yes or no, and else no field."""
        bare = {
            place: node.name
            for place, node in enumerate(compared)
            if isinstance(node, nodes.Name) and node.name.lower() in YES_OR_NO and not self.is_field(node.name)
        }
        known = {place: self._side(node) for place, node in enumerate(compared) if place not in bare}
        flags = {place for place, side in known.items() if side.kind is not ANYTHING and side.kind.kind == "flag"}
        meant = {place: nodes.Const(name) for place, name in bare.items() if flags & {place - 1, place + 1}}
        return [
            known[place] if place in known else self._side(meant.get(place, node))
            for place, node in enumerate(compared)
        ]

    def _side(self, node: nodes.Node) -> Operand:
        """Return one side of a comparison; of `a or b` it is known what it is where both are of the same kind."""
        kind = self._kind(node)
        if isinstance(node, nodes.Or | nodes.And | nodes.CondExpr):
            reported = len(self.findings)
            kind = self._of_both(node)
            del self.findings[reported:]
        return side_of(node, kind)

    def _of_both(self, node: nodes.Node) -> Field | None:
        """Return the kind that both of `a or b` are of; None when they differ or one is not known."""
        if isinstance(node, nodes.CondExpr):
            both = [self._of_both(expression) for expression in (node.expr1, node.expr2) if expression is not None]
        elif isinstance(node, nodes.Or | nodes.And):
            both = [self._of_both(operand) for operand in (node.left, node.right)]
        else:
            return self._kind(node)
        kinds = {found.kind for found in both if found is not ANYTHING}
        return both[0] if len(kinds) == 1 and ANYTHING not in both and kinds <= {"flag", "text", "number"} else ANYTHING

    def _called(self, node: nodes.Call) -> Field | None:
        if is_of_loop(node):
            for operand in node.args:
                self._kind(operand)
        elif not self.mail:
            remedy = Phrase("use a filter: {filters}", filters=", ".join(sorted(FILTERS)))
            self._fault(Phrase("a function call"), remedy)
        return ANYTHING

    def _name(self, name: str) -> Field | None:
        for scope in reversed(self.local):
            if name in scope:
                return scope[name]
        if self.mail and self.known is not ANYTHING and self.known.child(name) is None:
            return ANYTHING
        return self._inside(self.known, name, name)

    def _inside(self, group: Field | None, name: str, path: str) -> Field | None:
        if group is ANYTHING or (self.mail and group.kind in WRITTEN_BY):
            return ANYTHING
        if group.kind != "group":
            remedy = Phrase("walk it with for") if group.kind == "list" else Phrase("it is printed as it is")
            what = Phrase("'{field}': there is nothing inside the field", field=path)
            self._fault(what.written_as(f"'{path}': there is nothing inside a {group.kind}"), remedy)
            return ANYTHING
        child = group.child(name)
        if child is None and not (group.name == "loop" and name in _NEIGHBOURS):
            self._fault(Phrase("no field '{field}'", field=path), suggestion(self.known, group, name, path))
        return child

    def _item(self, node: nodes.Getitem) -> Field | None:
        owner = self._kind(node.node)
        if owner is not ANYTHING and isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return self._inside(owner, node.arg.value, f"{field_path(node.node)}.{node.arg.value}")
        if owner is not ANYTHING and owner.kind == "list":
            return owner if isinstance(node.arg, nodes.Slice) else owner.entry
        self.findings += picked(node, owner, field_path(node.node))
        return TEXT if owner is not ANYTHING and owner.kind == "text" else ANYTHING

    def _filtered(self, node: nodes.Filter) -> Field | None:
        if node.name not in FILTERS and not self.mail:
            self._fault(Phrase("no filter '{name}'", name=node.name), did_you_mean(node.name, FILTERS))
        kind = self._kind(node.node) if node.node is not None else ANYTHING
        given = [self._kind(child) for child in (*node.args, *(pair.value for pair in node.kwargs))]
        if node.name in ATTRIBUTE and kind is not ANYTHING and kind.kind == "list":
            self._of_each(node, kind.entry)
        elif node.name in OF_TEXT | JOINING:
            self._want_text(kind, field_path(node.node or node))
        path = field_path(node.node or node)
        self.findings += (*misused(node, kind, path), *never_default(node, kind, path, own=self._own()))
        self.remarks += () if self.mail else never_replaced(node, kind, path)
        if kind is not ANYTHING and kind.kind == "list" and node.name in {"first", "last"}:
            return kind.entry
        if node.name in {"d", "default"}:
            return kind or next(iter(given), ANYTHING)
        if node.name in COUNTING:
            if node.name != "int" and kind is not ANYTHING and kind.kind in {"flag", "number"}:
                self._fault(*no_number(field_path(node.node or node), kind.kind, right=field_path(node.node or node)))
            return COUNT if of_text(node, kind) else NUMBER
        if self.known is not None and node.name in OF_TEXT | JOINING:
            return replace(TEXT, sample=kind.sample) if kind and kind.sample and node.name != "replace" else TEXT
        return kind if node.name in SAME_LIST else ANYTHING

    def _of_each(self, node: nodes.Filter, entry: Field) -> None:
        """Note what is wrong with the field of each entry that a filter looks at, or joins."""
        asked = next((pair.value for pair in node.kwargs if pair.key == "attribute"), None)
        if asked is None and len(node.args) > ATTRIBUTE[node.name]:
            asked = node.args[ATTRIBUTE[node.name]]
        found, path = entry, f"{field_path(node.node or node)}[…]"
        if isinstance(asked, nodes.Const) and isinstance(asked.value, str):
            for name in asked.value.split("."):
                path = f"{path}.{name}"
                inside = self._inside(found, name, path)
                if inside is ANYTHING:
                    return
                found = inside
        elif asked is not None:
            return
        if node.name in JOINING and found.kind == "group":
            names = either([field.name for field in found.inside])
            remedy = Phrase("say which to join: join(', ', attribute=…) with {fields}", fields=names)
            if node.name == "listed":
                remedy = Phrase("say which to list: map(attribute=…) | listed with {fields}", fields=names)
            self._fault(Phrase("each of '{field}' is a group of fields", field=field_path(node.node or node)), remedy)
        elif node.name in JOINING:
            self._want_text(found, path)

    def _lists(self) -> Iterator[str]:
        for row in rows(self.known or NOTHING):
            if row.kind == "list" and "[]" not in row.path:
                yield row.path

    def _fault(self, what: Phrase, remedy: Phrase) -> None:
        self.findings.append((what, remedy))
