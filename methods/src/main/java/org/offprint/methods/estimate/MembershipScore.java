package org.offprint.methods.estimate;

/// How much a text looks as if the model had been trained on it; larger speaks for a member. NaN
/// for a text that is too short or has an unknown probability: leave it out and count it.
public interface MembershipScore {
  double of(ScoredTokens text);
}
