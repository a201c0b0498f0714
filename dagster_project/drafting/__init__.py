"""From the text of an article to a draft of its sheet, and a second reading of a sheet that a person typed.

Belongs here: what the words around a number say of it, with the words that led there. Does not belong here:
the grammars of numbers, units, time and places (`reading/`), rules (`contracts/`), publishing anything: a
draft is no report until a person has confirmed it.
"""
