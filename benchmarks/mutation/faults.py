"""The whole catalogue, in the order in which it is shown."""

from __future__ import annotations

from . import catalogue, faults_of_meaning, faults_of_sheets, faults_of_values
from .catalogue import Fault, Mutant, all_mutants, every_digit, mutants

MODULES = (faults_of_values, faults_of_meaning, faults_of_sheets)
FAULTS: dict[str, Fault] = {
    fault.name: fault
    for module in MODULES
    for fault in catalogue.FAULTS.values()
    if fault.room == module.__name__
}
"""All faults by name."""

__all__ = ["FAULTS", "Fault", "Mutant", "all_mutants", "every_digit", "mutants"]
