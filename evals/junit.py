"""A comparison as JUnit XML, so that a build server shows each gate as a test."""

from __future__ import annotations

from xml.etree import ElementTree

from evals.compare import Comparison
from evals.gating import State


def junit_xml(comparison: Comparison) -> str:
    """One test for each gate, one for the gain, and one for the verdict.

    What is breached is a failure, what is open or was not measured is skipped, and only `ship` passes the verdict.
    """
    checked = [(one.gate.name, one.state) for one in comparison.gates]
    if comparison.gain is not None:
        checked.append(("gain", comparison.gain.state))
    suite = ElementTree.Element("testsuite", name="ragstone evals")
    for name, state in checked:
        case = ElementTree.SubElement(suite, "testcase", classname="gates", name=name)
        if state is State.BREACHED:
            ElementTree.SubElement(case, "failure", message=_reason(comparison, name))
        elif state is not State.HOLDS:
            ElementTree.SubElement(case, "skipped", message=state.value)
    verdict = ElementTree.SubElement(suite, "testcase", classname="verdict", name="ship")
    if comparison.verdict != "ship":
        ElementTree.SubElement(verdict, "failure", message=f"{comparison.verdict}: {'; '.join(comparison.reasons)}")
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("*/failure"))))
    suite.set("skipped", str(len(suite.findall("*/skipped"))))
    ElementTree.indent(suite)
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _reason(comparison: Comparison, name: str) -> str:
    return next((reason for reason in comparison.reasons if reason.startswith(f"{name}: ")), State.BREACHED.value)
