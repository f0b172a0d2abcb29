"""JAX's side of the benchmarks."""
