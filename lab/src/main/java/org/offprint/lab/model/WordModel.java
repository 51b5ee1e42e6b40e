package org.offprint.lab.model;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.offprint.methods.loss.HeadLoss;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// One transformer block over words: embedding and position, causal attention, a two-layer network,
/// each behind a layer norm and added to what it was given; then a linear head over the vocabulary,
/// which belongs to the loss.
public final class WordModel {
  private final int heads;
  private final int width;
  private final Tensor table;
  private final Tensor positions;
  private final Tensor classifier;
  private final Tensor queryKeyValue;
  private final Tensor mix;
  private final Tensor up;
  private final Tensor down;
  private final List<Tensor> gains = new ArrayList<>();
  private final List<Tensor> biases = new ArrayList<>();

  public WordModel(int vocabulary, int width, int heads, int context, RandomGenerator random) {
    this.width = width;
    this.heads = heads;
    double scale = 1 / Math.sqrt(width);
    table = Tensor.normal(random, 0.1, vocabulary, width).requireGradient();
    positions = Tensor.normal(random, 0.1, context, width).requireGradient();
    classifier = Tensor.normal(random, scale, vocabulary, width).requireGradient();
    queryKeyValue = Tensor.normal(random, scale, width, 3L * width).requireGradient();
    mix = Tensor.normal(random, scale, width, width).requireGradient();
    up = Tensor.normal(random, scale, width, 4L * width).requireGradient();
    down = Tensor.normal(random, scale / 2, 4L * width, width).requireGradient();
    for (int norm = 0; norm < 3; norm++) {
      gains.add(Tensor.full(1, Type.FLOAT32, width).requireGradient());
      biases.add(Tensor.zeros(Type.FLOAT32, width).requireGradient());
    }
  }

  public List<Tensor> parameters() {
    List<Tensor> all =
        new ArrayList<>(List.of(table, positions, classifier, queryKeyValue, mix, up, down));
    all.addAll(gains);
    all.addAll(biases);
    return all;
  }

  /// @param words (B, T) int64
  /// @param next (B, T) int64, the word after each
  public Tensor loss(HeadLoss loss, Tensor words, Tensor next) {
    Tensor hidden = table.embed(words).add(positions);
    hidden = hidden.add(attention(norm(0, hidden)));
    hidden = hidden.add(norm(1, hidden).matmul(up).gelu().matmul(down));
    return loss.apply(norm(2, hidden), classifier, null, next);
  }

  private Tensor norm(int which, Tensor hidden) {
    return hidden.layerNorm(gains.get(which), biases.get(which));
  }

  private Tensor attention(Tensor hidden) {
    long batch = hidden.size(0);
    long context = hidden.size(1);
    Tensor split =
        hidden
            .matmul(queryKeyValue)
            .reshape(batch, context, 3, heads, width / heads)
            .permute(2, 0, 3, 1, 4);
    Tensor seen = split.select(0, 0).attend(split.select(0, 1), split.select(0, 2), true);
    return seen.permute(0, 2, 1, 3).reshape(batch, context, width).matmul(mix);
  }
}
