"""Pure formulas: numbers in, numbers out, each with its unit, range, reference and a worked example."""
