"""The drawings of the architecture page are the tables of the code."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise

from cycle.application.year.community_rules.community import load_community
from cycle.application.year.step_graph import dispatches_of, step_graph
from cycle.model import DispatchRequest
from cycle.model.outbox import OUTBOX_TRANSITIONS
from tests.dispatches import EXAMPLE
from tests.markdown import ROOT, arrows
from tests.test_house import PACKAGES


def test_the_drawing_of_the_house_reaches_what_its_table_lets_each_package_import() -> None:
    drawn: dict[str, set[str]] = {package: set() for package in PACKAGES["application"]}
    for above, below in arrows("graph TD"):
        if above in drawn:
            drawn[above].add(below)
    assert below_each(drawn) == below_each(PACKAGES["application"])


def test_the_drawing_of_the_states_of_a_mail_is_the_table_of_its_transitions() -> None:
    drawn = {arrow for arrow in arrows("stateDiagram-v2") if "[*]" not in arrow}
    assert drawn == {(state, then) for state, after in OUTBOX_TRANSITIONS.items() for then in after}


def test_the_drawing_of_a_year_is_the_graph_its_steps_make() -> None:
    rules = load_community(EXAMPLE).meeting("partnarskapsmote")
    asked_for = DispatchRequest(
        cycle="", id="styringsbrev", dispatch="styringsbrev", number=1, asked_by="", why="", at=dt.datetime.now(dt.UTC)
    )
    graph = step_graph(dispatches_of(rules.dispatch_values(), [asked_for]), acts=[1])
    drawing = (ROOT / "docs" / "architecture.md").read_text("utf-8").split("```mermaid\ngraph LR\n")[1].split("```")[0]
    names = dict(re.findall(r'(\w+)\["([^"]+)"\]', drawing))
    chains = [re.sub(r"\[[^]]*\]", "", line).split(" --> ") for line in drawing.split("\n") if line.strip()]
    drawn = [[names.get(node.strip(), node.strip()) for node in chain] for chain in chains]
    assert {node for chain in drawn for node in chain} == {node.name for node in graph}
    assert {arrow for chain in drawn for arrow in pairwise(chain)} == {
        (need, node.name) for node in graph for need in node.needs
    }


def below_each(table: dict[str, set[str]]) -> dict[str, set[str]]:
    """Return package → all that it reaches."""
    reached = {package: set(below) for package, below in table.items()}
    for _floor in table:
        reached = {package: below.union(*(reached[under] for under in below)) for package, below in reached.items()}
    return reached
