"""How a connection goes, class by class, as the rule set in force has it."""
