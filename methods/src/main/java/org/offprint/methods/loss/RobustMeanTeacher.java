package org.offprint.methods.loss;

import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;
import org.offprint.methods.train.Training;

/// Robust mean teacher, RMT: a trained classifier goes on learning while it is tested on data that drift away from what it was trained on. A
/// student follows its own moving average by symmetric cross-entropy, its features are tied to the class means of the source, and source
/// examples may be replayed.
///
///     L_ST  = ½ SCE(student(x), e) + ½ SCE(student(x'), e);  e = teacher(x), held;  x' = x augmented
///     L_CON = contrast of {nearest source prototype by cosine, features of x, features of x'}, projected by Linear-ReLU-Linear
///     L     = λ_trg L_ST + λ_cont L_CON + λ_src CE(source)
///     teacher ← m teacher + (1 − m) student after each step;  prediction = student(x) + teacher(x), as logits
///
/// Shapes: x and x' (B, …) with B ≥ 2 as the classifier takes them, source labels (B') int64 in 0 … C − 1; predictions (B, C).
/// Range: L in nats, ≥ 0, lower is better.
/// Source: Döbler, Marsden and Yang, Robust Mean Teacher for Continual and Gradual Test-Time Adaptation, CVPR 2023, arXiv:2211.13081, equations 2 to 6.
/// Differs from the source: how x is augmented is the caller's (the authors' list of transforms is UNCERTAIN); so is batch normalisation by the
/// batch's own statistics, which the paper always uses: build the classifier so. A class without source example has no prototype and is passed over.
/// A batch of one is refused, as its statistics mean nothing. Prototypes come from as many source examples as the caller shows (the
/// authors take 100,000 at most). The moving average covers parameters, not state such as running statistics.
/// Throws: IllegalArgumentException if shapes do not fit, a label is no class or the batch has fewer than two; IllegalStateException if no
/// prototype is known; from Settings, if a share or width cannot be.
@Source(paper = "arXiv:2211.13081", equation = "2 to 6")
public final class RobustMeanTeacher<M extends Block & FeatureClassifier> extends Block {
  private final Settings settings;
  private final M student;
  private final M teacher;
  private final Linear in;
  private final Linear out;
  private final Tensor sums;
  private final Tensor counts;
  private final SymmetricCrossEntropy symmetric;
  private final ViewContrastLoss contrast;

  /// @param features D, the width of the classifier's features
  /// @param classes C
  /// @param projection the width that the contrast is taken in
  /// @param momentum m, of the teacher
  public record Settings(
      int features,
      int classes,
      int projection,
      double temperature,
      double momentum,
      double targetWeight,
      double contrastWeight,
      double sourceWeight) {
    public Settings {
      Shapes.require("features", features, features >= 1, "1 or more");
      Shapes.require("classes", classes, classes >= 1, "1 or more");
      Shapes.require("projection", projection, projection >= 1, "1 or more");
      Shapes.require("temperature", temperature, temperature > 0, "a number > 0");
      Shapes.require("momentum", momentum, momentum >= 0 && momentum <= 1, "a share in [0, 1]");
      Shapes.require("targetWeight", targetWeight, targetWeight >= 0, "a number ≥ 0");
      Shapes.require("contrastWeight", contrastWeight, contrastWeight >= 0, "a number ≥ 0");
      Shapes.require("sourceWeight", sourceWeight, sourceWeight >= 0, "a number ≥ 0");
    }

    /// The paper's: projection 128, τ = 0.1, m = 0.999, all weights 1.
    public static Settings standard(int features, int classes) {
      return new Settings(features, classes, 128, 0.1, 0.999, 1, 1, 1);
    }
  }

  /// Source examples to replay.
  public record Replay(Tensor x, Tensor labels) {}

  /// @param classifier builds student and teacher; the teacher gets the student's numbers
  public RobustMeanTeacher(Initial initial, Settings settings, Function<Initial, M> classifier) {
    this(initial, settings, SymmetricCrossEntropy.standard(), classifier);
  }

  /// @param consistency by which the student follows its teacher; with α = 0 it is cross-entropy,
  ///   to compare with
  public RobustMeanTeacher(
      Initial initial,
      Settings settings,
      SymmetricCrossEntropy consistency,
      Function<Initial, M> classifier) {
    this.settings = settings;
    symmetric = consistency;
    student = block("student", classifier.apply(initial));
    teacher = block("teacher", classifier.apply(initial));
    in = block("projector.0", new Linear(initial, settings.features(), settings.projection()));
    out = block("projector.2", new Linear(initial, settings.projection(), settings.projection()));
    sums = state("prototypes.sums", initial.zeros(settings.classes(), settings.features()));
    counts = state("prototypes.counts", initial.zeros(settings.classes()));
    contrast = new ViewContrastLoss(settings.temperature());
    teacher.load(student.tensors());
    teacher.freeze();
  }

  /// The student, to train or load before adapting; call {@link #restart} after that.
  public M student() {
    return student;
  }

  public M teacher() {
    return teacher;
  }

  /// Makes the teacher equal to the student.
  public void restart() {
    teacher.load(student.tensors());
  }

  /// Adds source examples to the class means; may be called with one batch after another.
  public void rememberSource(Tensor x, Tensor labels) {
    try (var scope = Scope.withoutGradients()) {
      Tensor features = student.features(x);
      requireFeatures(features);
      Shapes.requireType("labels", labels, Type.INT64);
      Shapes.requireRank("labels", labels, 1, "(B)");
      Shapes.requireSize("labels", labels, 0, features.size(0), "in x");
      Shapes.requireIndices("labels", labels.toLongs(), settings.classes());
      sums.indexAddInPlace(0, labels, features);
      counts.indexAddInPlace(0, labels, Tensor.ones(counts.type(), labels.size(0)));
    }
  }

  /// Mean features of the classes that have a source example: (P, D).
  public Tensor prototypes() {
    Tensor known = counts.isGreater(0).positions();
    if (known.count() == 0) {
      throw new IllegalStateException(
          "no source example is known: call rememberSource before adapting");
    }
    return sums.indexSelect(0, known).div(counts.indexSelect(0, known).unsqueeze(1));
  }

  /// The cosine of every prototype with every feature: (P, B).
  public static Tensor cosines(Tensor prototypes, Tensor features) {
    Shapes.requireFloating("prototypes", prototypes);
    Shapes.requireType("features", features, prototypes.type());
    Shapes.requireRank("prototypes", prototypes, 2, "(P, D)");
    Shapes.requireRank("features", features, 2, "(B, D)");
    Shapes.requireSize("features", features, 1, prototypes.size(1), "in prototypes");
    return unit(prototypes).matmul(unit(features).transpose(0, 1));
  }

  private static Tensor unit(Tensor rows) {
    return rows.div(rows.norm(-1, true).clampMin(1e-12));
  }

  /// m teacher + (1 − m) student, in place of the teacher.
  public static void follow(Tensor teacher, Tensor student, double momentum) {
    Shapes.requireEqual("student", student, "teacher", teacher);
    Shapes.require("momentum", momentum, momentum >= 0 && momentum <= 1, "a share in [0, 1]");
    teacher.mulInPlace(momentum).addInPlace(student.detach(), 1 - momentum);
  }

  /// L of one batch, without the source term where there is no replay.
  public Tensor loss(Tensor x, Tensor augmented, @Nullable Replay source) {
    return forward(x, augmented, source).loss();
  }

  private record Forward(Tensor loss, Tensor prediction) {}

  private Forward forward(Tensor x, Tensor augmented, @Nullable Replay source) {
    Shapes.requireEqual("augmented", augmented, "x", x);
    Shapes.requireRankOf("x", x, 1, "(B, …)");
    Shapes.require(
        "B", x.size(0), x.size(0) >= 2, "2 or more, as batch statistics of one are none");
    Tensor features = student.features(x);
    Tensor featuresOfAugmented = student.features(augmented);
    requireFeatures(features);
    Tensor logits = student.logits(features);
    Tensor taught = teacher.logits(teacher.features(x)).detach();

    Tensor same = symmetric.apply(logits, taught);
    Tensor other = symmetric.apply(student.logits(featuresOfAugmented), taught);
    Tensor prototypes = prototypes();
    Tensor nearest = prototypes.indexSelect(0, cosines(prototypes, features.detach()).argmax(0));
    Tensor views = Tensor.stack(1, nearest, features, featuresOfAugmented);
    Tensor tied = contrast.apply(out.apply(in.apply(views).relu()));
    Tensor loss =
        same.add(other).mul(settings.targetWeight() / 2).add(tied.mul(settings.contrastWeight()));
    if (source != null) {
      Tensor ofSource = student.logits(student.features(source.x()));
      Tensor replayed = CrossEntropy.standard().apply(ofSource, source.labels());
      loss = loss.add(replayed.mul(settings.sourceWeight()));
    }
    return new Forward(loss, logits.detach().add(taught));
  }

  private void requireFeatures(Tensor features) {
    Shapes.requireRank("the classifier's features", features, 2, "(B, D)");
    Shapes.requireSize(
        "the classifier's features", features, 1, settings.features(), "the settings say");
  }

  /// Predicts a batch and learns from it.
  ///
  /// @return logits (B, C) of student and teacher before the step, added
  public Tensor adapt(Optimiser optimiser, Tensor x, Tensor augmented, @Nullable Replay source) {
    double[][] prediction = new double[1][];
    Training.of(this, optimiser)
        .run(
            1,
            step -> {
              Forward forward = forward(x, augmented, source);
              prediction[0] = forward.prediction().toDoubles();
              return forward.loss();
            });
    follow();
    return Tensor.of(prediction[0], x.size(0), prediction[0].length / x.size(0)).to(sums.type());
  }

  /// Before the first adaptation: the student follows the teacher on source batches alone, while
  /// the learning rate rises linearly to its value.
  ///
  /// @param rate that is reached in the last step
  public void warmUp(Optimiser optimiser, double rate, int steps, IntFunction<Tensor> batch) {
    Training.of(this, optimiser)
        .schedule(step -> rate * (step + 1) / steps)
        .progress((step, of, loss) -> follow())
        .run(
            steps,
            step -> {
              Tensor x = batch.apply(step);
              Tensor taught = teacher.logits(teacher.features(x)).detach();
              return symmetric.apply(student.logits(student.features(x)), taught);
            });
  }

  private void follow() {
    try (var scope = Scope.withoutGradients()) {
      Map<String, Tensor> leading = student.parameters();
      teacher
          .parameters()
          .forEach((name, tensor) ->
              follow(tensor, Objects.requireNonNull(leading.get(name)), settings.momentum()));
    }
  }
}
