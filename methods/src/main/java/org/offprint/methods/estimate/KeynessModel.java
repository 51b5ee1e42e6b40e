package org.offprint.methods.estimate;

import java.util.ArrayList;
import java.util.List;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.tensor.Convolution;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Keyness patterns, learned: small convolutional networks over a term's features, some of them each trained on its own bootstrap sample, because a
/// term without a label is no reliable negative; their scores are averaged.
///
///     member: features as a signal of one channel → conv(1 → 16, 3), relu → conv(16 → 32, 3), relu → maximum over places → Linear(1)
///     loss = mean over members of the mean logistic loss of its sample;  score = mean σ of the members
///
/// Shapes: features (N, F) of the model's type with F ≥ 1, labels (N) in {0, 1}; scores (N); the loss is a scalar.
/// Range: scores 0 to 1.
/// Source: arXiv:2409.18724, which names two convolutional networks (our reading: one for words, one for phrases), a positive-unlabelled view and
/// bootstrap samples.
/// Differs from the source: sizes, number of members and all formulas are our reading; the paper's are UNCERTAIN.
/// Throws: IllegalArgumentException if shapes or types do not fit, a label is not 0 or 1, or there are not as many samples as members.
@Source(paper = "arXiv:2409.18724", equation = "networks (our reading)")
public final class KeynessModel extends Block {
  /// One network.
  private static final class Member extends Block {
    private static final int NEAR = 16;
    private static final int FAR = 32;
    private final Tensor kernel1;
    private final Tensor bias1;
    private final Tensor kernel2;
    private final Tensor bias2;
    private final Linear head;

    Member(Initial initial) {
      kernel1 = parameter("conv1.weight", initial.uniform(1 / Math.sqrt(3), NEAR, 1, 3));
      bias1 = parameter("conv1.bias", initial.zeros(NEAR));
      kernel2 = parameter("conv2.weight", initial.uniform(1 / Math.sqrt(3 * NEAR), FAR, NEAR, 3));
      bias2 = parameter("conv2.bias", initial.zeros(FAR));
      head = block("head", new Linear(initial, FAR, 1));
    }

    Tensor logits(Tensor features) {
      Tensor signal = features.unsqueeze(1);
      Tensor near = Convolution.conv1d(signal, kernel1, bias1, 1, 1, 1, 1).relu();
      Tensor far = Convolution.conv1d(near, kernel2, bias2, 1, 1, 1, 1).relu();
      return head.apply(far.max(2, false)).squeeze(1);
    }
  }

  /// A bootstrap sample of one member.
  public record Sample(Tensor features, Tensor labels) {}

  private final List<Member> members;
  private final Tensor mean;
  private final Tensor deviation;

  /// @param width F, the number of features
  public KeynessModel(Initial initial, int width, int members) {
    Shapes.require("width", width, width >= 1, "at least 1 feature");
    Shapes.require("members", members, members >= 1, "at least 1 network");
    var list = new ArrayList<Member>();
    for (int i = 0; i < members; i++) {
      list.add(new Member(initial));
    }
    this.members = blocks("members", list);
    mean = state("mean", initial.zeros(width));
    deviation = state("deviation", initial.ones(width));
  }

  public int members() {
    return members.size();
  }

  /// Takes mean and deviation of each feature from a sample; scoring standardises with them.
  public void standardise(Tensor features) {
    requireFeatures(features);
    try (var scope = Scope.withoutGradients()) {
      Tensor spread = features.variance(0, false).sqrt();
      mean.copyFrom(features.mean(0, false));
      deviation.copyFrom(spread.maskedFill(spread.isLess(1e-12), 1));
    }
  }

  /// The mean probability of the members that a term is a keyword.
  public Tensor scores(Tensor features) {
    requireFeatures(features);
    Tensor x = features.sub(mean).div(deviation);
    return Tensor.stack(
            0, members.stream().map(member -> member.logits(x).sigmoid()).toArray(Tensor[]::new))
        .mean(0, false);
  }

  /// @param samples one a member
  public Tensor loss(List<Sample> samples) {
    if (samples.size() != members.size()) {
      throw new IllegalArgumentException(
          "there are %d samples and %d networks; expected as many."
              .formatted(samples.size(), members.size()));
    }
    Tensor[] losses = new Tensor[members.size()];
    for (int i = 0; i < losses.length; i++) {
      Sample one = samples.get(i);
      requireFeatures(one.features());
      Shapes.requireRank("labels", one.labels(), 1, "(N)");
      Shapes.requireSize("labels", one.labels(), 0, one.features().size(0), "the rows of features");
      for (double label : one.labels().toDoubles()) {
        Shapes.require("a label", label, label == 0 || label == 1, "0 or 1");
      }
      Tensor x = one.features().sub(mean).div(deviation);
      Tensor sign = one.labels().to(x.type()).mul(2).sub(1);
      losses[i] = members.get(i).logits(x).mul(sign).logSigmoid().neg().mean();
    }
    return Tensor.stack(0, losses).mean();
  }

  private void requireFeatures(Tensor features) {
    Shapes.requireRank("features", features, 2, "(N, F)");
    Shapes.requireSize("features", features, 1, mean.size(0), "the features this model reads");
    Type type = mean.type();
    Shapes.requireType("features", features, type);
    if (features.size(0) == 0) {
      throw new IllegalArgumentException(
          "features has shape %s; expected at least one term."
              .formatted(Shapes.text(features.shape())));
    }
  }
}
