package org.offprint.methods.objective;

/// Takes tokens out of a batch before an objective sees it: they count neither in its sums nor in
/// its divisors.
///
///     PolicyObjective objective = ClipB.standard().before(GroupRelative.standard());
@FunctionalInterface
public interface TokenFilter {
  PolicyBatch filter(PolicyBatch batch);

  default PolicyObjective before(PolicyObjective objective) {
    return batch -> objective.loss(filter(batch));
  }
}
