"""The small languages of the sheet: text becomes a value, or a reason why it does not.

Belongs here: one module per grammar (numbers, units, qualifiers, periods, places, scopes, bases), each
with one canonical spelling that reads back to the same value, and what they share about text. Does not
belong here: disk, clock, network, rules about figures. Vocabularies are handed in.
"""
