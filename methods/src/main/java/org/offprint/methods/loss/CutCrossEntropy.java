package org.offprint.methods.loss;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.kernel.CutHead;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Cut cross-entropy: cross-entropy of a linear head that never holds more than a block of its logits.
///
///     z = e Cᵀ + b;  a = z, or c tanh(z / c) with a soft cap
///     loss_i = lse_i − a_(i, y_i),  lse_i = ln Σ_v e^(a_iv), merged block by block: m' = max(m, m_block), s' = s e^(m − m') + s_block
///     G = (e^(a − lse) − onehot(y)) g_i (1 − (a / c)²);  dE = G C,  dC = Gᵀ E,  db = Σ_i G: blocks of a are computed again
///     a block whose every |e^(a − lse) − onehot(y)| < ε is left out of dE, dC and db
///
/// Shapes: embeddings (…, D), classifier (V, D), bias (V) or null, floating and of one type; labels (…) int64 in 0 … V − 1 or the ignore
/// index; returns a scalar, or (…) unreduced. With shift s, position t is scored against label t + s, so the last s positions of each sequence are not scored.
/// Range: nats, ≥ 0, lower is better. Finite at |logit| = 1000: no logit is exponentiated before the largest is taken out.
/// Source: Wijmans et al., Cut Your Losses in Large-Vocabulary Language Models, ICLR 2025, arXiv:2411.09009, section 4, algorithms 1 to 3.
/// Differs from the source: blocks of 32 tokens × 64 items for the caches of a processor, where the paper's are for a GPU; sums in
/// float32 whatever the filter does, with max and ln Σ kept apart; entries with the ignore index are removed first, so blocks hold none;
/// labels outside the vocabulary are refused, which the authors' kernels do not check.
/// Throws: IllegalArgumentException if shapes or types do not fit, or a label is no class; from the constructor, if the soft cap or a block
/// size is not positive or the shift is negative.
///
/// @param ignoreIndex the label of entries that count in neither sum nor divisor; none left makes the mean NaN and the sum 0
/// @param softCap c, null for none
/// @param sortVocabulary cut blocks in the order of each item's mean logit, so that negligible items share blocks and more are skipped
/// @param path the fast kernel for float32 where the machine has it, or the plain path of this file, which is its test
/// @param tally counts what the filter skips
@Source(paper = "arXiv:2411.09009", equation = "section 4, algorithms 1 to 3")
public record CutCrossEntropy(
    long ignoreIndex,
    @Nullable Double softCap,
    Reduction reduction,
    int shift,
    GradientFilter filter,
    boolean sortVocabulary,
    int tokenBlock,
    int vocabularyBlock,
    Path path,
    BlockTally tally)
    implements HeadLoss {
  /// Which arithmetic does the products.
  public enum Path {
    FAST,
    PLAIN
  }

  public CutCrossEntropy {
    Head.requireSoftCap(softCap);
    if (shift < 0) {
      throw new IllegalArgumentException("shift = %d: expected 0 or more.".formatted(shift));
    }
    if (tokenBlock < 1 || vocabularyBlock < 1) {
      throw new IllegalArgumentException(
          "blocks of %d tokens × %d items: expected at least one of each."
              .formatted(tokenBlock, vocabularyBlock));
    }
  }

  /// The mean over all labels but −100, with the automatic filter.
  public static CutCrossEntropy standard() {
    return new CutCrossEntropy(
        -100,
        null,
        Reduction.MEAN,
        0,
        GradientFilter.AUTO,
        false,
        32,
        64,
        Path.FAST,
        new BlockTally());
  }

  @Override
  public Tensor apply(Tensor embeddings, Tensor classifier, @Nullable Tensor bias, Tensor labels) {
    Head.requireShapes(embeddings, classifier, bias, labels);
    if (shift > 0) {
      requireLonger(labels);
      long scored = labels.size(-1) - shift;
      return unshifted()
          .apply(
              embeddings.narrow(-2, 0, scored), classifier, bias, labels.narrow(-1, shift, scored));
    }
    long[] all = labels.toLongs();
    Shapes.requireLabels("labels", all, classifier.size(0), ignoreIndex);

    long[] kept = keptEntries(all);
    Tensor rows = embeddings.reshape(-1, embeddings.size(-1));
    Tensor scored = kept.length == all.length ? rows : rows.indexSelect(0, vector(kept));
    int[] targets = Arrays.stream(kept).mapToInt(i -> (int) all[(int) i]).toArray();
    Tensor losses = lossOfEach(scored.contiguous(), classifier.contiguous(), bias, targets);
    return switch (reduction) {
      case MEAN -> losses.mean();
      case SUM -> losses.sum();
      case NONE ->
          Tensor.zeros(losses.type(), all.length)
              .indexAdd(0, vector(kept), losses)
              .reshape(labels.shape());
    };
  }

  private long[] keptEntries(long[] labels) {
    long[] kept = new long[labels.length];
    int count = 0;
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] != ignoreIndex) {
        kept[count++] = i;
      }
    }
    return Arrays.copyOf(kept, count);
  }

  private Tensor lossOfEach(
      Tensor embeddings, Tensor classifier, @Nullable Tensor bias, int[] targets) {
    Pass pass =
        path == Path.FAST && embeddings.type() == Type.FLOAT32 && CutHead.available()
            ? new FastPass(embeddings, classifier, bias, targets)
            : new PlainPass(embeddings, classifier, bias, targets);
    List<Tensor> inputs =
        bias == null ? List.of(embeddings, classifier) : List.of(embeddings, classifier, bias);
    return Tensor.insert(pass.forward(), inputs, pass::backward);
  }

  /// A forward pass that leaves one number a token, and the backward pass that computes the logits
  /// again.
  private interface Pass {
    Tensor forward();

    /// dE, dC and, with a bias, db.
    List<@Nullable Tensor> backward(Tensor seed);
  }

  /// The equations above, block by block in libtorch's operations: any floating type, any device of
  /// libtorch's.
  private final class PlainPass implements Pass {
    private final Tensor embeddings;
    private final Tensor classifier;
    private final @Nullable Tensor bias;
    private final int[] targets;
    private final int v;
    private Tensor lse;
    private Tensor order;

    PlainPass(Tensor embeddings, Tensor classifier, @Nullable Tensor bias, int[] targets) {
      this.embeddings = embeddings.detach();
      this.classifier = classifier.detach();
      this.bias = bias == null ? null : bias.detach();
      this.targets = targets;
      this.v = (int) classifier.size(0);
      this.lse = Tensor.full(Double.NEGATIVE_INFINITY, embeddings.type(), targets.length);
      this.order = Tensor.range(v);
    }

    @Override
    public Tensor forward() {
      try (Scope outer = Scope.withoutGradients()) {
        List<Tensor> means = new ArrayList<>();
        Tensor ofTarget = Tensor.zeros(embeddings.type(), targets.length);
        for (int from = 0; from < v; from += vocabularyBlock) {
          Tensor a = logits(embeddings, order.narrow(0, from, Math.min(vocabularyBlock, v - from)));
          lse = lse.logAddExp(a.logSumExp(1, false));
          ofTarget =
              ofTarget.add(a.mul(oneHot(0, targets.length, from, (int) a.size(1))).sum(1, false));
          means.add(a.mean(0, false));
        }
        if (sortVocabulary) {
          order = outer.keep(Tensor.concat(0, means.toArray(Tensor[]::new)).argsort(0));
        }
        outer.keep(lse);
        return outer.keep(lse.sub(ofTarget));
      }
    }

    @Override
    public List<@Nullable Tensor> backward(Tensor seed) {
      try (Scope outer = Scope.withoutGradients()) {
        double epsilon = filter.epsilonFor(embeddings.type());
        Tensor dEmbeddings = Tensor.zeros(embeddings.type(), embeddings.shape());
        Tensor dClassifier = Tensor.zeros(embeddings.type(), classifier.shape());
        Tensor dBias = Tensor.zeros(embeddings.type(), v);
        for (int i = 0; i < targets.length; i += tokenBlock) {
          int tokens = Math.min(tokenBlock, targets.length - i);
          for (int from = 0; from < v; from += vocabularyBlock) {
            try (Scope block = new Scope()) {
              int items = Math.min(vocabularyBlock, v - from);
              Tensor item = order.narrow(0, from, items);
              Tensor e = embeddings.narrow(0, i, tokens);
              Tensor a = logits(e, item);
              Tensor g =
                  a.sub(lse.narrow(0, i, tokens).unsqueeze(1))
                      .exp()
                      .sub(oneHot(i, tokens, from, items));
              boolean skip = g.abs().max().value() < epsilon; // false for NaN, which must surface
              tally.add(skip ? 1 : 0, 1);
              g = g.mul(seed.narrow(0, i, tokens).unsqueeze(1));
              g = softCap == null ? g : g.mul(a.div(softCap).square().neg().add(1));
              if (!(skip && filter.embeddings())) {
                dEmbeddings
                    .narrow(0, i, tokens)
                    .addInPlace(g.matmul(classifier.indexSelect(0, item)), 1);
              }
              if (!(skip && filter.classifier())) {
                dClassifier.indexAddInPlace(0, item, g.transpose(0, 1).matmul(e));
                dBias.indexAddInPlace(0, item, g.sum(0, false));
              }
            }
          }
        }
        outer.keep(dEmbeddings);
        outer.keep(dClassifier);
        outer.keep(dBias);
        return bias == null
            ? List.of(dEmbeddings, dClassifier)
            : List.of(dEmbeddings, dClassifier, dBias);
      }
    }

    private Tensor logits(Tensor e, Tensor item) {
      Tensor z = e.matmul(classifier.indexSelect(0, item).transpose(0, 1));
      z = bias == null ? z : z.add(bias.indexSelect(0, item));
      return softCap == null ? z : z.div(softCap).tanh().mul(softCap);
    }

    private Tensor oneHot(int firstToken, int tokens, int from, int items) {
      Tensor y =
          Tensor.of(
              Arrays.stream(targets, firstToken, firstToken + tokens).asLongStream().toArray(),
              tokens,
              1);
      return y.sub(order.narrow(0, from, items)).isEqual(0).to(embeddings.type());
    }
  }

  /// The same in the Vector API, float32 only.
  private final class FastPass implements Pass {
    private final Tensor embeddings;
    private final Tensor classifier;
    private final @Nullable Tensor bias;
    private final int[] targets;
    private CutHead.@Nullable Forward forward;

    FastPass(Tensor embeddings, Tensor classifier, @Nullable Tensor bias, int[] targets) {
      this.embeddings = embeddings.detach();
      this.classifier = classifier.detach();
      this.bias = bias == null ? null : bias.detach();
      this.targets = targets;
    }

    private CutHead head(int @Nullable [] order) {
      return new CutHead(
          embeddings.memory(),
          classifier.memory(),
          bias == null ? null : bias.memory(),
          targets,
          (int) classifier.size(0),
          (int) classifier.size(1),
          softCap == null ? 0 : softCap.floatValue(),
          order,
          tokenBlock,
          vocabularyBlock);
    }

    @Override
    public Tensor forward() {
      CutHead.Forward done = head(null).forward(sortVocabulary);
      forward = done;
      float[] losses = new float[targets.length];
      for (int i = 0; i < losses.length; i++) {
        losses[i] = (float) ((double) done.max()[i] - done.targetLogit()[i] + done.logSum()[i]);
      }
      return Tensor.of(losses, losses.length);
    }

    @Override
    public List<@Nullable Tensor> backward(Tensor seed) {
      CutHead.Forward before = Objects.requireNonNull(forward, "backward runs after forward");
      Tensor dEmbeddings = Tensor.uninitialised(Type.FLOAT32, embeddings.shape());
      Tensor dClassifier = Tensor.uninitialised(Type.FLOAT32, classifier.shape());
      Tensor dBias = bias == null ? null : Tensor.uninitialised(Type.FLOAT32, bias.shape());
      CutHead.Skipped skipped =
          head(before.meanLogits() == null ? null : ascending(before.meanLogits()))
              .backward(
                  before,
                  seed.toFloats(),
                  filter.epsilonFor(Type.FLOAT32),
                  filter.embeddings(),
                  filter.classifier(),
                  dEmbeddings.memory(),
                  dClassifier.memory(),
                  dBias == null ? null : dBias.memory());
      tally.add(skipped.blocks(), skipped.of());
      return dBias == null
          ? List.of(dEmbeddings, dClassifier)
          : List.of(dEmbeddings, dClassifier, dBias);
    }
  }

  /// A stable order: equal means keep the vocabulary's own.
  private static int[] ascending(float[] means) {
    return IntStream.range(0, means.length)
        .boxed()
        .sorted(Comparator.comparingDouble(item -> means[item]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static Tensor vector(long[] values) {
    return Tensor.of(values, values.length);
  }

  private void requireLonger(Tensor labels) {
    if (labels.size(-1) <= shift) {
      throw new IllegalArgumentException(
          "labels has shape %s; expected more than %d positions in the last dimension, as shift is %d."
              .formatted(Shapes.text(labels.shape()), shift, shift));
    }
  }

  private CutCrossEntropy unshifted() {
    return new CutCrossEntropy(
        ignoreIndex,
        softCap,
        reduction,
        0,
        filter,
        sortVocabulary,
        tokenBlock,
        vocabularyBlock,
        path,
        tally);
  }

  public CutCrossEntropy withReduction(Reduction other) {
    return new CutCrossEntropy(
        ignoreIndex,
        softCap,
        other,
        shift,
        filter,
        sortVocabulary,
        tokenBlock,
        vocabularyBlock,
        path,
        tally);
  }

  public CutCrossEntropy withSoftCap(@Nullable Double other) {
    return new CutCrossEntropy(
        ignoreIndex,
        other,
        reduction,
        shift,
        filter,
        sortVocabulary,
        tokenBlock,
        vocabularyBlock,
        path,
        tally);
  }

  public CutCrossEntropy withShift(int other) {
    return new CutCrossEntropy(
        ignoreIndex,
        softCap,
        reduction,
        other,
        filter,
        sortVocabulary,
        tokenBlock,
        vocabularyBlock,
        path,
        tally);
  }

  public CutCrossEntropy withFilter(GradientFilter other) {
    return new CutCrossEntropy(
        ignoreIndex,
        softCap,
        reduction,
        shift,
        other,
        sortVocabulary,
        tokenBlock,
        vocabularyBlock,
        path,
        tally);
  }

  public CutCrossEntropy withSortedVocabulary(boolean other) {
    return new CutCrossEntropy(
        ignoreIndex,
        softCap,
        reduction,
        shift,
        filter,
        other,
        tokenBlock,
        vocabularyBlock,
        path,
        tally);
  }

  public CutCrossEntropy withBlocks(int tokens, int items) {
    return new CutCrossEntropy(
        ignoreIndex, softCap, reduction, shift, filter, sortVocabulary, tokens, items, path, tally);
  }

  public CutCrossEntropy withPath(Path other) {
    return new CutCrossEntropy(
        ignoreIndex,
        softCap,
        reduction,
        shift,
        filter,
        sortVocabulary,
        tokenBlock,
        vocabularyBlock,
        other,
        tally);
  }
}
