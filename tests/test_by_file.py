"""Workers take whole files, and never do all of them wait for a service while cores have nothing to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.by_file import ByFile, _has_service, unit_of

SERVICES = (
    "tests/flows/one_service/test_gates.py",
    "tests/flows/test_demo.py",
    "tests/flows/endurance/test_endure.py",
    "tests/flows/endurance/test_resumes.py",
)
QUICK = ("tests/test_house.py", "tests/test_docs.py", "tests/words/test_terms.py", "tests/words/test_wording.py")
TESTS = [f"{file}::test_{number}" for file in (*SERVICES, *QUICK) for number in range(4)]


@dataclass(eq=False)
class Worker:
    """Does as a worker of xdist does: it keeps what it is sent, and does it one by one."""

    sent: list[int] = field(default_factory=list)
    shutting_down: bool = False

    @property
    def gateway(self) -> Worker:
        return self

    id = "worker"

    def send_runtest_some(self, indices: list[int]) -> None:
        self.sent += indices

    def shutdown(self) -> None:
        self.shutting_down = True


class Options:
    """What xdist asks of pytest's configuration."""

    class option:
        loadscopereorder = False

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def getvalue(self, _name: str) -> list[str]:
        return ["popen"] * self.workers


@pytest.mark.parametrize("workers", [1, 2, 3, 4])
def test_every_test_is_given_once_and_a_worker_is_left_for_what_needs_no_service(workers: int) -> None:
    pytest_options: Any = Options(workers)
    given = ByFile(pytest_options)
    workers_given: list[Any] = [Worker() for _ in range(workers)]
    for worker in workers_given:
        given.add_node(worker)
        given.add_node_collection(worker, TESTS)
    given.schedule()
    at_work, done = [], []
    while any(worker.sent for worker in workers_given):
        now = [unit_of(TESTS[worker.sent[0]]) for worker in workers_given if worker.sent]
        left = {unit_of(test) for test in TESTS} - {unit_of(test) for test in done}
        if workers > 1 and any(not _has_service(unit) for unit in left):
            at_work.append(sum(_has_service(unit) for unit in now))
        for worker in workers_given:
            if worker.sent:
                done.append(TESTS[worker.sent[0]])
                given.mark_test_complete(worker, worker.sent.pop(0))
    assert sorted(done) == sorted(TESTS)
    assert max(at_work, default=0) <= max(1, min(2, workers - 1))
