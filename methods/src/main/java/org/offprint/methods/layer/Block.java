package org.offprint.methods.layer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.offprint.methods.Shapes;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// A part of a model: parameters and state with names, and blocks inside it. A name on the outside
/// has the path in front: `encoder.0.query.weight`.
///
/// Build blocks outside every {@link Scope}, or their parameters are freed with it.
public abstract class Block {
  private final Map<String, Tensor> parameters = new LinkedHashMap<>();
  private final Map<String, Tensor> state = new LinkedHashMap<>();
  private final Map<String, Block> blocks = new LinkedHashMap<>();
  private boolean training = true;

  /// A tensor that training moves.
  protected final Tensor parameter(String name, Tensor initial) {
    parameters.put(name, initial.requireGradient());
    return initial;
  }

  /// A tensor that is saved with the model and that no gradient moves: running statistics, a
  /// codebook.
  protected final Tensor state(String name, Tensor initial) {
    state.put(name, initial);
    return initial;
  }

  protected final <B extends Block> B block(String name, B block) {
    blocks.put(name, block);
    return block;
  }

  protected final <B extends Block> List<B> blocks(String name, List<B> list) {
    for (int i = 0; i < list.size(); i++) {
      block(name + "." + i, list.get(i));
    }
    return List.copyOf(list);
  }

  /// Every parameter here and in the blocks inside, by name, in the order of making.
  public final Map<String, Tensor> parameters() {
    var all = new LinkedHashMap<String, Tensor>();
    gather("", false, all);
    return Collections.unmodifiableMap(all);
  }

  /// Parameters and state: what a checkpoint holds.
  public final Map<String, Tensor> tensors() {
    var all = new LinkedHashMap<String, Tensor>();
    gather("", true, all);
    return Collections.unmodifiableMap(all);
  }

  /// The blocks of one type inside, at any depth, by name: where adapters go, what a method
  /// replaces.
  public final <B extends Block> Map<String, B> parts(Class<B> type) {
    var all = new LinkedHashMap<String, B>();
    gather("", type, all);
    return Collections.unmodifiableMap(all);
  }

  private <B extends Block> void gather(String path, Class<B> type, Map<String, B> into) {
    blocks.forEach((name, block) -> {
      if (type.isInstance(block)) {
        into.put(path + name, type.cast(block));
      }
      block.gather(path + name + ".", type, into);
    });
  }

  /// The parameters that have not been frozen, for an optimiser.
  public final List<Tensor> trainable() {
    return parameters().values().stream().filter(Tensor::requiresGradient).toList();
  }

  /// How many numbers the trainable parameters hold.
  public final long trainableCount() {
    return trainable().stream().mapToLong(Tensor::count).sum();
  }

  private void gather(String path, boolean withState, Map<String, Tensor> into) {
    parameters.forEach((name, tensor) -> into.put(path + name, tensor));
    if (withState) {
      state.forEach((name, tensor) -> into.put(path + name, tensor));
    }
    blocks.forEach((name, block) -> block.gather(path + name + ".", withState, into));
  }

  /// Copies values in, by name; every tensor of this block must be there in the same shape, and
  /// nothing else.
  public final void load(Map<String, Tensor> values) {
    Map<String, Tensor> mine = tensors();
    List<String> missing = new ArrayList<>(mine.keySet());
    missing.removeAll(values.keySet());
    List<String> unknown = new ArrayList<>(values.keySet());
    unknown.removeAll(mine.keySet());
    if (!missing.isEmpty() || !unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "the values do not fit this %s: missing %s, unknown %s. Build the model with the settings it was saved with."
              .formatted(getClass().getSimpleName(), missing, unknown));
    }
    values.forEach(
        (name, value) -> Shapes.requireEqual(name, value, "the model", tensor(mine, name)));
    try (var scope = Scope.withoutGradients()) {
      values.forEach((name, value) -> tensor(mine, name).copyFrom(value));
    }
  }

  private static Tensor tensor(Map<String, Tensor> mine, String name) {
    return Objects.requireNonNull(mine.get(name), "the names were compared before");
  }

  /// Whether dropout drops and batch statistics count; true until {@link #training(boolean)} says
  /// otherwise.
  public final boolean training() {
    return training;
  }

  public final void training(boolean on) {
    training = on;
    blocks.values().forEach(block -> block.training(on));
  }

  /// No gradient flows to the parameters here and inside from now on.
  public final void freeze() {
    parameters().values().forEach(Tensor::freeze);
  }
}
