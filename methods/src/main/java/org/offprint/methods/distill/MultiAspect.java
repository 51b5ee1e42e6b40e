package org.offprint.methods.distill;

import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.loss.CrossEntropy;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Multi-aspect distillation: a classifier with further outputs that learn what a multimodal language model says of yes/no questions about the image.
///
///     o = (class logits z of C, aspect logits a of Q);  q = softmax over {Yes, No} of the model's first answer token, the Yes part
///     loss = CE(z, y) + α mean over images and aspects of (−q ln σ(a) − (1 − q) ln σ(−a))
///
/// Shapes: outputs (B, C + Q) float32 or float64; labels (B) int64 in 0 … C − 1 or −100; aspects q (B, Q) in [0, 1]; mask (B, Q) bool or null; a scalar.
/// Range: nats; the aspect part cannot fall below the mean entropy of q ({@link #floor}). Finite at |logit| = 800 and far beyond.
/// Source: Multi-aspect Knowledge Distillation with Large Language Model, arXiv:2501.13341; read in the authors' code. α = 4, 50 aspects.
/// Differs from the source: aspects that nobody answered may be masked, where zero targets would teach "no"; none at all leaves the aspect part out.
/// At test time the class logits alone count, see {@link #classLogits}. The temperature in the authors' settings is not used there, and not here.
/// Throws: IllegalArgumentException if shapes or types do not fit, a label is no class or an answer is outside [0, 1]; from the constructor, if C < 1 or α < 0.
@Source(paper = "arXiv:2501.13341", equation = "training loss of MaKD.py")
public record MultiAspect(int classes, double alpha) {
  public MultiAspect {
    Shapes.require("classes", classes, classes >= 1, "1 or more");
    Shapes.require("alpha", alpha, alpha >= 0 && Double.isFinite(alpha), "a finite number ≥ 0");
  }

  /// α = 4.
  public static MultiAspect of(int classes) {
    return new MultiAspect(classes, 4);
  }

  /// @return the class part's mean over labels that count, NaN where none does, plus α times the
  ///   aspect part
  public Tensor apply(Tensor outputs, Tensor labels, Tensor aspects, @Nullable Tensor mask) {
    Tensor hard = classLoss(outputs, labels);
    return hard.add(aspectLoss(outputs, aspects, mask).mul(alpha));
  }

  /// CE(z, y).
  public Tensor classLoss(Tensor outputs, Tensor labels) {
    return CrossEntropy.standard().apply(classLogits(outputs), labels);
  }

  /// The mean over aspects that were answered; 0 if none was.
  public Tensor aspectLoss(Tensor outputs, Tensor aspects, @Nullable Tensor mask) {
    requireOutputs(outputs);
    Tensor a = outputs.narrow(1, classes, outputs.size(1) - classes);
    Doors.requireScores(a, "aspects", aspects, mask);
    Doors.requireShares("aspects", aspects, mask);
    return nobody(aspects, mask)
        ? a.sum().mul(0)
        : PointwiseCrossEntropy.standard().apply(a, aspects, mask);
  }

  /// The mean entropy of the answers, which the aspect part cannot fall below; report what is above
  /// it.
  public double floor(Tensor aspects, @Nullable Tensor mask) {
    Shapes.requireFloating("aspects", aspects);
    Shapes.requireRank("aspects", aspects, 2, "(B, Q)");
    if (mask != null) {
      Shapes.requireType("mask", mask, Type.BOOL);
      Shapes.requireEqual("mask", mask, "aspects", aspects);
    }
    Doors.requireShares("aspects", aspects, mask);
    if (nobody(aspects, mask)) {
      return 0;
    }
    Tensor p = aspects.detach();
    Tensor entropy = entropyPart(p).add(entropyPart(p.neg().add(1)));
    Tensor all = Tensor.ones(Type.FLOAT32, p.shape()).isGreater(0);
    return Candidates.meanWhere(mask == null ? all : mask, entropy).value();
  }

  private static Tensor entropyPart(Tensor p) {
    return p.isGreater(0).where(p.mul(p.log()).neg(), Tensor.zeros(p.type()));
  }

  /// What a prediction is made from.
  public Tensor classLogits(Tensor outputs) {
    requireOutputs(outputs);
    return outputs.narrow(1, 0, classes);
  }

  /// q: the probability of Yes against No.
  public static Tensor answers(Tensor yes, Tensor no) {
    Shapes.requireFloating("yes", yes);
    Shapes.requireType("no", no, yes.type());
    Shapes.requireEqual("no", no, "yes", yes);
    return yes.sub(no).sigmoid();
  }

  private static boolean nobody(Tensor aspects, @Nullable Tensor mask) {
    return aspects.count() == 0 || (mask != null && Candidates.count(mask) == 0);
  }

  private void requireOutputs(Tensor outputs) {
    Shapes.requireType("outputs", outputs, Type.FLOAT32, Type.FLOAT64);
    Shapes.requireRank("outputs", outputs, 2, "(B, C + Q)");
    Shapes.require(
        "columns of outputs",
        outputs.size(1),
        outputs.size(1) >= classes,
        "at least the %d classes".formatted(classes));
  }
}
