package org.offprint.lab.model;

import java.util.List;
import org.offprint.methods.layer.Block;
import org.offprint.methods.objective.Policy;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// The smallest policy that writes answers: a row of logits for each prompt (one number), place and
/// token before. It begins with every token as likely as any other.
public final class TabularPolicy extends Block implements Policy {
  private final Tensor table;
  private final int places;
  private final int vocabulary;

  public TabularPolicy(int prompts, int places, int vocabulary) {
    this.places = places;
    this.vocabulary = vocabulary;
    table =
        parameter(
            "table", Tensor.zeros(Type.FLOAT32, prompts * places * (vocabulary + 1L), vocabulary));
  }

  @Override
  public Block model() {
    return this;
  }

  /// A copy of all rows of logits, (prompts · places · (vocabulary + 1), vocabulary).
  public Tensor rows() {
    return table.detach().copy();
  }

  @Override
  public Tensor logits(List<long[]> prompts, Tensor tokens) {
    int length = Math.toIntExact(tokens.size(1));
    long[] before = tokens.toLongs();
    long[] rows = new long[before.length];
    for (int i = 0; i < prompts.size(); i++) {
      for (int t = 0; t < length; t++) {
        long previous = t == 0 ? vocabulary : before[i * length + t - 1];
        rows[i * length + t] = (prompts.get(i)[0] * places + t) * (vocabulary + 1L) + previous;
      }
    }
    return table.embed(Tensor.of(rows, prompts.size(), length));
  }
}
