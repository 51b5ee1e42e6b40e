package org.offprint.methods.golden.loss;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Filler;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.loss.Reduction;
import org.offprint.methods.loss.RobustMeanTeacher;
import org.offprint.methods.loss.SymmetricCrossEntropy;
import org.offprint.methods.loss.ViewContrastLoss;
import org.offprint.methods.tensor.Tensor;

/// Robust mean teacher: symmetric cross-entropy with the gradients of both sides, how it balances
/// gradients, the contrast behind a projector, the nearest prototype and the moving average.
final class RobustMeanTeacherGolden implements Golden {
  private static final Pattern FILLED = Pattern.compile("qfill\\([^)]*\\)[^)]*\\)");

  @Override
  public Entry entry() {
    return new Entry(
        24,
        "2211.13081",
        "robust-mean-teacher",
        List.of(RobustMeanTeacher.class, SymmetricCrossEntropy.class, ViewContrastLoss.class),
        "The file covers the parts; that a whole step adapts, follows and predicts is held by tests. Image augmentation is the caller's: the authors' list is UNCERTAIN.");
  }

  @Override
  public void check(Node file) {
    checkSymmetric(file.at("sce"));
    for (Node one : file.at("gradient_balance").list()) {
      Tensor student = one.at("student").tensor().unsqueeze(0);
      Tensor teacher = one.at("teacher").tensor().unsqueeze(0);
      one.at("grad_ce").expect(gradient(0, student, teacher));
      one.at("grad_sce")
          .expect(gradient(SymmetricCrossEntropy.standard().alpha(), student, teacher));
    }
    Node contrastive = file.at("contrastive");
    contrastive
        .at("loss")
        .expect(
            new ViewContrastLoss(contrastive.at("temperature").number())
                .apply(
                    projected(
                        contrastive.at("features(B,V,D)").tensor(),
                        contrastive.at("projector").text())));

    Node assignment = file.at("prototype_assignment");
    Tensor cosines =
        RobustMeanTeacher.cosines(
            assignment.at("prototypes").tensor(), assignment.at("features").tensor());
    assignment.at("cosine").expect(cosines);
    assignment.at("index").expect(cosines.argmax(0).toLongs());

    Node average = file.at("ema");
    Tensor teacher = average.at("teacher").tensor().copy();
    RobustMeanTeacher.follow(
        teacher, average.at("student").tensor(), average.at("momentum").number());
    average.at("new_teacher").expect(teacher);
  }

  private static void checkSymmetric(Node node) {
    Tensor student = node.at("student_logits").tensor();
    Tensor teacher = node.at("teacher_logits").tensor();
    double alpha = node.at("alpha").number();
    node.at("loss_per_sample").expect(each(alpha).apply(student, teacher));
    node.at("mean")
        .expect(new SymmetricCrossEntropy(alpha, Reduction.MEAN).apply(student, teacher));
    node.at("grad_of_sum_wrt_student").expect(gradient(alpha, student, teacher));
    node.at("plain_ce_per_sample(alpha=0)").expect(each(0).apply(student, teacher));
    node.at("grad_plain_ce").expect(gradient(0, student, teacher));
    Tensor reached = teacher.copy().requireGradient();
    each(alpha).apply(student, reached).sum().backward();
    node.at("grad_of_sum_wrt_teacher_if_not_detached").expect(Golds.gradient(reached));
  }

  private static SymmetricCrossEntropy each(double alpha) {
    return new SymmetricCrossEntropy(alpha, Reduction.NONE);
  }

  /// Of the sum, with respect to the student.
  private static double[] gradient(double alpha, Tensor student, Tensor teacher) {
    Tensor x = student.copy().requireGradient();
    each(alpha).apply(x, teacher).sum().backward();
    return Golds.gradient(x);
  }

  /// The weights of the projector stand in its text, in the order W1, b1, W2, b2.
  private static Tensor projected(Tensor features, String text) {
    List<Tensor> weights = new ArrayList<>();
    Matcher matcher = FILLED.matcher(text);
    while (matcher.find()) {
      weights.add(Filler.parse(matcher.group()));
    }
    if (weights.size() != 4) {
      throw new IllegalArgumentException(
          "the projector '%s' is not understood: expected W1, b1, W2 and b2".formatted(text));
    }
    Tensor hidden = features.matmul(weights.get(0).transpose(0, 1)).add(weights.get(1)).relu();
    return hidden.matmul(weights.get(2).transpose(0, 1)).add(weights.get(3));
  }
}
