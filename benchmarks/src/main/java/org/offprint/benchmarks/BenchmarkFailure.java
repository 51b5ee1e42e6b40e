package org.offprint.benchmarks;

/// Why something could not be measured, in words for the one who asked.
final class BenchmarkFailure extends RuntimeException {
  BenchmarkFailure(String message) {
    super(message);
  }
}
