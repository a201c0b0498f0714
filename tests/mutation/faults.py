"""The whole catalogue. Importing this registers every fault."""

from __future__ import annotations

from . import faults_of_meaning, faults_of_sheets, faults_of_values
from .catalogue import FAULTS, Fault, Mutant, all_mutants, mutants

__all__ = [
    "FAULTS",
    "Fault",
    "Mutant",
    "all_mutants",
    "faults_of_meaning",
    "faults_of_sheets",
    "faults_of_values",
    "mutants",
]
