"""Questions answered: posed to a solver, proved, or refuted by a smallest example."""
