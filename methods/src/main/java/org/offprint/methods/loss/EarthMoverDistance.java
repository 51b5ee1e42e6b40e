package org.offprint.methods.loss;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.optim.MaxIter;
import org.hipparchus.optim.linear.LinearConstraint;
import org.hipparchus.optim.linear.LinearConstraintSet;
import org.hipparchus.optim.linear.LinearObjectiveFunction;
import org.hipparchus.optim.linear.NonNegativeConstraint;
import org.hipparchus.optim.linear.Relationship;
import org.hipparchus.optim.linear.SimplexSolver;
import org.hipparchus.optim.nonlinear.scalar.GoalType;

/// The earth mover distance itself, as the linear program that it is: what the bound of {@link EarthMoverLoss} is measured against.
///
///     min Σ_ij F_ij C_ij with F ≥ 0, Σ_j F_ij = P_i, Σ_i F_ij = Q_j
///
/// For checks: the program has V² unknowns, solved by Hipparchus's simplex method.
public final class EarthMoverDistance {
  private static final int MOST_STEPS = 100_000;

  private EarthMoverDistance() {}

  /// @param p of V places, sums to 1
  /// @param q of V places, sums to 1
  /// @param cost of moving from a place of p to one of q, V × V
  public static double of(double[] p, double[] q, double[][] cost) {
    if (p.length != q.length || cost.length != p.length) {
      throw new IllegalArgumentException(
          "p has %d places, q has %d, cost has %d rows; they must be as many."
              .formatted(p.length, q.length, cost.length));
    }
    requireEqualSums(p, q);
    int n = p.length;
    double[] objective = new double[n * n];
    List<LinearConstraint> constraints = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      System.arraycopy(cost[i], 0, objective, i * n, n);
      double[] row = new double[n * n];
      Arrays.fill(row, i * n, (i + 1) * n, 1);
      constraints.add(new LinearConstraint(row, Relationship.EQ, p[i]));
    }
    // The last column follows from the rest
    for (int j = 0; j < n - 1; j++) {
      double[] column = new double[n * n];
      for (int i = 0; i < n; i++) {
        column[i * n + j] = 1;
      }
      constraints.add(new LinearConstraint(column, Relationship.EQ, q[j]));
    }
    return new SimplexSolver(1e-12, 10, 1e-14)
        .optimize(
            new MaxIter(MOST_STEPS),
            new LinearObjectiveFunction(objective, 0),
            new LinearConstraintSet(constraints),
            GoalType.MINIMIZE,
            new NonNegativeConstraint(true))
        .getValue();
  }

  private static void requireEqualSums(double[] p, double[] q) {
    double one = Arrays.stream(p).sum();
    double other = Arrays.stream(q).sum();
    boolean negative =
        Arrays.stream(p).anyMatch(x -> x < 0) || Arrays.stream(q).anyMatch(x -> x < 0);
    if (negative || !(Math.abs(one - other) < 1e-9)) {
      throw new IllegalArgumentException(
          "p sums to %s, q to %s; expected numbers ≥ 0 with equal sums.".formatted(one, other));
    }
  }
}
