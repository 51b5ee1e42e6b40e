package org.offprint.lab.task;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.IntConsumer;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.Digits;
import org.offprint.lab.model.Perceptron;
import org.offprint.methods.distill.ClassDistillation;
import org.offprint.methods.distill.PlackettLuce;
import org.offprint.methods.distill.SoftTargets;
import org.offprint.methods.distill.Weighting;
import org.offprint.methods.loss.CrossEntropy;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Tensor;

/// Does a small student learn more from the teacher's ranking of the classes than from the labels?
///
/// The teacher never saw the student's images, so that it is not certain about them; a teacher that
/// is certain turns the ranking loss into cross-entropy.
public final class PlackettLuceDigits implements Experiment {
  private static final int TEACHER_IMAGES = 3000;
  private static final int STUDENT_IMAGES = 400;
  private static final int TEST_IMAGES = 2000;
  private static final int TEACHER_EPOCHS = 10;
  private static final int STUDENT_EPOCHS = 60;
  private static final int BATCH = 50;
  private static final double RATE = 3e-3;
  private static final int LOOK = 5; // epochs between two points of the curve

  private static final Task TASK =
      Task.named("plackett-luce-digits", "A small network for digits that a larger one teaches")
          .dataset(
              "MNIST, the 10,000 test images averaged to 14 × 14 pixels",
              Digits.IMAGES,
              Digits.LABELS)
          .split(
              "drawn by the seed: 3,000 images for the teacher, 400 others for the students, 2,000 for the test")
          .baseline("cross-entropy with the labels alone, the same student from the same start")
          .protocol(
              """
              Teacher: perceptron 196-256-64-10 with ReLU, 10 epochs of AdamW at 0.003 without decay, batch 50, gradients no longer than 5, cross-entropy on its own
              3,000 images. Students: perceptron 196-8-8-10, 60 epochs of the same optimiser on 400 images that the teacher did not see,
              all from the same start in the same order of batches. Ours: Plackett-Luce distillation with the teacher's weights at
              temperature 4, the paper's for CIFAR-100. Shown and not judged: temperatures 1 and 2, equal weights, and distillation with
              soft targets, 0.1 cross-entropy + 0.9 · 2² KL at temperature 2, the paper's baseline. No setting was chosen on data.
              """)
          .seeds(8)
          .metrics(
              Metric.difference(
                  "gain",
                  "accuracy of the student above that of cross-entropy",
                  "points",
                  Direction.HIGHER),
              Metric.percent("accuracy", "test accuracy of the student", Direction.HIGHER),
              Metric.difference(
                  "gain-over-soft-targets",
                  "accuracy of the student above that of soft targets",
                  "points",
                  Direction.HIGHER),
              Metric.percent("teacher-accuracy", "test accuracy of the teacher", Direction.HIGHER),
              Metric.share(
                  "teacher-confidence",
                  "mean largest probability of the teacher on the students' images",
                  Direction.LOWER))
          .agreesWhen(Condition.above("gain", 0))
          .claim(Claims.of("2506.12542", 1));

  @Override
  public String method() {
    return "plackett-luce-distillation";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("teacher", "196-256-64-10");
    settings.put("teacher.images", Integer.toString(TEACHER_IMAGES));
    settings.put("teacher.epochs", Integer.toString(TEACHER_EPOCHS));
    settings.put("student", "196-8-8-10");
    settings.put("student.images", Integer.toString(STUDENT_IMAGES));
    settings.put("student.epochs", Integer.toString(STUDENT_EPOCHS));
    settings.put("batch", Integer.toString(BATCH));
    settings.put("rate", Double.toString(RATE));
    settings.put("temperature", "4");
    settings.put("soft targets", "weight 0.9, temperature 2");
    return settings;
  }

  @Override
  public Trial run(long seed, Lab lab) {
    Digits[] parts = Digits.read(lab, 2).split(seed, TEACHER_IMAGES, STUDENT_IMAGES, TEST_IMAGES);
    Perceptron teacher = new Perceptron(seed, parts[0].width(), 256, 64, Digits.CLASSES);
    fit(teacher, parts[0], TEACHER_EPOCHS, seed, (x, y) -> plain(teacher, x, y), epoch -> {});
    teacher.freeze();
    Study study = new Study(seed, teacher, parts[1], parts[2], lab);

    var ranking = PlackettLuce.standard();
    List<Double> ours = study.curve("ranking, temperature 4", ranking.withTemperature(4));
    List<Double> labels = study.curve("labels", (s, t, y) -> CrossEntropy.standard().apply(s, y));
    List<Double> soft = study.curve("soft targets", SoftTargets.standard());
    Trial trial =
        new Trial()
            .paired("accuracy", "gain", ours.getLast(), labels.getLast())
            .ours("gain-over-soft-targets", ours.getLast() - soft.getLast())
            .ours("teacher-accuracy", 100 * teacher.accuracy(parts[2]))
            .ours("teacher-confidence", teacher.confidence(parts[1]))
            .other("soft targets", "accuracy", soft.getLast());
    for (double temperature : new double[] {1, 2}) {
      String name = "temperature %.0f".formatted(temperature);
      trial.other(
          name, "accuracy", study.curve(name, ranking.withTemperature(temperature)).getLast());
    }
    trial.other(
        "equal weights",
        "accuracy",
        study.curve("equal weights", ranking.withWeighting(Weighting.UNIFORM)).getLast());
    double[] epochs = new double[ours.size()];
    for (int i = 0; i < epochs.length; i++) {
      epochs[i] = (i + 1.0) * LOOK;
    }
    return trial.curve(
        "student against cross-entropy",
        "epoch",
        "accuracy in %",
        epochs,
        array(ours),
        array(labels));
  }

  /// Students that differ in their loss alone.
  private record Study(long seed, Perceptron teacher, Digits training, Digits test, Lab lab) {
    /// Test accuracy in percent after every few epochs.
    List<Double> curve(String name, ClassDistillation loss) {
      Perceptron student = new Perceptron(seed + 1_000, training.width(), 8, 8, Digits.CLASSES);
      List<Double> curve = new ArrayList<>();
      fit(
          student,
          training,
          STUDENT_EPOCHS,
          seed,
          (x, y) -> loss.apply(student.apply(x), teacher.apply(x), y),
          epoch -> {
            if (epoch % LOOK == 0) {
              curve.add(100 * student.accuracy(test));
              lab.progress()
                  .step(
                      "seed %d, %s".formatted(seed, name),
                      epoch,
                      STUDENT_EPOCHS,
                      "accuracy %.1f %%".formatted(curve.getLast()));
            }
          });
      return curve;
    }
  }

  private static void fit(
      Perceptron model,
      Digits data,
      int epochs,
      long seed,
      Perceptron.BatchLoss loss,
      IntConsumer after) {
    model.fit(data, Optimiser.adamW(model.trainable(), RATE, 0), epochs, BATCH, seed, loss, after);
  }

  private static Tensor plain(Perceptron model, Tensor x, Tensor labels) {
    return CrossEntropy.standard().apply(model.apply(x), labels);
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
