package org.offprint.methods.objective;

import java.util.List;
import java.util.function.ToDoubleBiFunction;

/// What the answers to one question earn. It sees the whole group, since some rewards depend on how
/// many of it are right.
@FunctionalInterface
public interface GroupReward {
  /// @return one reward an answer
  double[] of(long[] prompt, List<Answer> group);

  /// Told after all groups of a step have their rewards, for rewards that remember.
  default void endOfStep() {}

  /// Each answer for itself: a rule that verifies it.
  static GroupReward each(ToDoubleBiFunction<long[], Answer> rule) {
    return (prompt, group) ->
        group.stream().mapToDouble(answer -> rule.applyAsDouble(prompt, answer)).toArray();
  }
}
