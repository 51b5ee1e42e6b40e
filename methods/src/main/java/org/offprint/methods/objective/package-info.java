/// Reinforcement-learning objectives as functions of log-probabilities, advantages and masks, the
/// rewards and token filters that go with them, and the group-relative loop that they all plug
/// into. {@link org.offprint.methods.objective.PolicyObjective} is what the objectives share.
@NullMarked
package org.offprint.methods.objective;

import org.jspecify.annotations.NullMarked;
