package org.offprint.methods.golden.distill;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.offprint.methods.distill.PlackettLuce;
import org.offprint.methods.distill.Weighting;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.loss.CrossEntropy;
import org.offprint.methods.loss.Reduction;
import org.offprint.methods.tensor.Tensor;

/// Plackett-Luce distillation: rankings, weights, losses and gradients at several temperatures, its
/// special cases and logits of a thousand.
final class PlackettLuceGolden implements Golden {
  private static final Map<String, Weighting> SPECIAL =
      Map.of("uniform", Weighting.UNIFORM, "first", Weighting.FIRST, "plist", Weighting.POSITION);

  @Override
  public Entry entry() {
    return new Entry(
        3,
        "2506.12542",
        "plackett-luce-distillation",
        List.of(PlackettLuce.class, Weighting.class),
        "The authors published no code: the values come from an independent computation of the paper's formula. Training recipes are not part of the"
            + " library.");
  }

  @Override
  public void check(Node file) {
    Tensor student = file.at("student").tensor();
    Tensor teacher = file.at("teacher").tensor();
    Tensor labels = file.at("labels").longTensor();
    for (Node one : file.at("cases").list()) {
      check(one, student, teacher, labels);
    }
    file.at("cross_entropy_rows").expect(rows(Weighting.FIRST).apply(student, teacher, labels));
    file.at("cross_entropy_rows")
        .expect(new CrossEntropy(-100, null, Reduction.NONE).apply(student, labels));
    large(file.at("large_logits"), teacher, labels);
  }

  private static void check(Node one, Tensor student, Tensor teacher, Tensor labels) {
    PlackettLuce loss = rows(weighting(one.at("name").text()));
    if (one.has("tau")) {
      loss = loss.withTemperature(one.at("tau").number());
    }
    one.at("loss_rows").expect(loss.apply(student, teacher, labels));
    Tensor order = loss.order(teacher, labels);
    one.at("weights").expect(loss.weights(teacher, order));
    if (one.has("permutation")) {
      one.at("permutation").expect(order.toLongs());
    }
    PlackettLuce mean = loss.withReduction(Reduction.MEAN);
    if (one.has("loss_mean")) {
      one.at("loss_mean").expect(mean.apply(student, teacher, labels));
    }
    if (one.has("grad_of_mean")) {
      one.at("grad_of_mean").expect(Slopes.of(s -> mean.apply(s, teacher, labels), student));
    }
  }

  /// `pld tau=1`, or `special case: weights uniform`.
  private static Weighting weighting(String name) {
    String last = name.substring(name.lastIndexOf(' ') + 1).toLowerCase(Locale.ROOT);
    return SPECIAL.getOrDefault(last, Weighting.TEACHER);
  }

  private static PlackettLuce rows(Weighting weighting) {
    return PlackettLuce.standard().withWeighting(weighting).withReduction(Reduction.NONE);
  }

  private static void large(Node large, Tensor teacher, Tensor labels) {
    int row = large.at("row").integer();
    Tensor student = large.at("student_row").tensor().unsqueeze(0);
    Tensor t = teacher.narrow(0, row, 1);
    Tensor y = labels.narrow(0, row, 1);
    PlackettLuce loss = PlackettLuce.standard();
    large.at("loss").expect(loss.apply(student, t, y));
    large.at("grad").expect(Slopes.of(s -> loss.apply(s, t, y), student));
  }
}
