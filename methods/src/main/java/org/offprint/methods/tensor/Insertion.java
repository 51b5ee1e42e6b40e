package org.offprint.methods.tensor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A place where libtorch's graph is cut because Java computed the result. Backwards, libtorch
/// brings the gradient as far as `output`; Java turns it into gradients of `inputs`, from which
/// libtorch goes on.
final class Insertion {
  private static final AtomicLong MADE = new AtomicLong();

  private final long order = MADE.incrementAndGet();
  private final Tensor output;
  private final List<Tensor> inputs;
  private final Tensor.Gradient gradient;

  Insertion(Tensor output, List<Tensor> inputs, Tensor.Gradient gradient) {
    this.output = output;
    this.inputs = List.copyOf(inputs);
    this.gradient = gradient;
  }

  static List<Insertion> union(List<Insertion> first, Tensor... others) {
    List<Insertion> all = first;
    for (Tensor other : others) {
      if (!other.insertions().isEmpty() && other.insertions() != all) {
        var joined =
            new TreeSet<>(Comparator.comparingLong((Insertion insertion) -> insertion.order));
        joined.addAll(all);
        joined.addAll(other.insertions());
        all = List.copyOf(joined);
      }
    }
    return all;
  }

  static void backward(Tensor from, Tensor seed, List<Insertion> insertions) {
    var open =
        new TreeSet<>(
            Comparator.comparingLong((Insertion insertion) -> insertion.order).reversed());
    open.addAll(insertions);
    Tensor.flow(List.of(from), List.of(seed), !open.isEmpty());
    // Later insertions first: when one is reached, everything that could send it a gradient has
    // done so.
    for (Insertion next = open.pollFirst(); next != null; next = open.pollFirst()) {
      next.inputs.forEach(input -> open.addAll(input.insertions()));
      next.pass(!open.isEmpty());
    }
  }

  private void pass(boolean keepGraph) {
    Tensor arrived = output.gradient();
    if (arrived == null) {
      return;
    }
    List<Tensor> from = new ArrayList<>();
    List<Tensor> seeds = new ArrayList<>();
    try (Scope scope = Scope.withoutGradients()) {
      List<@Nullable Tensor> gradients = gradient.of(arrived);
      for (int i = 0; i < inputs.size(); i++) {
        Tensor one = gradients.get(i);
        if (one != null && inputs.get(i).requiresGradient() && !inputs.get(i).adoptGradient(one)) {
          from.add(inputs.get(i));
          seeds.add(scope.keep(one));
        }
      }
    }
    output.clearGradient();
    if (!from.isEmpty()) {
      Tensor.flow(from, seeds, keepGraph);
    }
  }
}
