package org.offprint.methods.objective;

import org.offprint.methods.tensor.Tensor;

/// What a policy is trained by: a single number to make small, whose gradient reaches the policy
/// through {@link PolicyBatch#logProbs()} alone.
@FunctionalInterface
public interface PolicyObjective {
  Tensor loss(PolicyBatch batch);
}
