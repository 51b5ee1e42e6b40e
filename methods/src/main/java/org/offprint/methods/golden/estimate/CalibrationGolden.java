package org.offprint.methods.golden.estimate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.offprint.methods.estimate.CalibrationError;
import org.offprint.methods.estimate.CorrectnessAwareCalibrator;
import org.offprint.methods.estimate.CorrectnessAwareLoss;
import org.offprint.methods.estimate.TemperatureScaling;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Features, temperatures, both losses and the gradient of the calibrator, all metrics before and
/// after, and the narrow miss that tells the loss from cross-entropy.
final class CalibrationGolden implements Golden {
  /// The reference's gradient is a central difference with step 1e-6.
  private static final double DIFFERENCES = 1e-7;

  private static final Pattern TOP = Pattern.compile("top(\\d+)_of_original");
  private static final Pattern BINNED = Pattern.compile("(ece|adaptive_ece)(\\d+)");

  @Override
  public Entry entry() {
    return new Entry(
        6,
        "2404.13016",
        "correctness-aware-calibration",
        List.of(
            CorrectnessAwareCalibrator.class,
            CorrectnessAwareLoss.class,
            CalibrationError.class,
            TemperatureScaling.class),
        "The fit of temperature scaling and the training of the calibrator have no golden values. Whether the paper squares and weights the distance is uncertain.");
  }

  @Override
  public void check(Node file) {
    Tensor z = file.at("logits").tensor();
    List<Tensor> views = file.at("transformed_logits").list().stream().map(Node::tensor).toList();
    Tensor labels = file.at("labels").longTensor();
    int top = top(file);
    file.at("top" + top + "_of_original").expect(CorrectnessAwareCalibrator.top(z, top));
    file.at("features").expect(CorrectnessAwareCalibrator.features(z, views, top));

    CorrectnessAwareCalibrator calibrator = calibrator(file, top, views.size());
    Tensor temperature = calibrator.temperature(z, views);
    file.at("temperature").expect(temperature);
    Tensor right = CorrectnessAwareLoss.right(z, labels);
    Tensor calibrated = calibrator.calibrate(z, views);
    file.at("calibrated_confidence").expect(CorrectnessAwareLoss.confidence(calibrated));
    file.at("correct").expect(right.to(Type.FLOAT64));
    file.at("class_balance_weights").expect(CorrectnessAwareLoss.weights(right.to(Type.FLOAT64)));
    var weighted = CorrectnessAwareLoss.standard();
    file.at("ca_loss_weighted").expect(calibrator.loss(z, views, labels, weighted));
    file.at("ca_loss_unweighted")
        .expect(calibrator.loss(z, views, labels, new CorrectnessAwareLoss(false)));
    file.at("grad_wrt_temperature")
        .expectWithin(DIFFERENCES, gradient(weighted, z, temperature, labels));
    metrics(file.at("metrics_after"), calibrated, right);
    metrics(file.at("metrics_before"), z, right);
    narrowMiss(file.at("narrow_miss"));
  }

  private static int top(Node file) {
    for (String key : file.entries().keySet()) {
      Matcher matcher = TOP.matcher(key);
      if (matcher.matches()) {
        return Integer.parseInt(matcher.group(1));
      }
    }
    throw new IllegalArgumentException("the file has no top…_of_original");
  }

  private static CorrectnessAwareCalibrator calibrator(Node file, int top, int views) {
    Tensor w1 = file.at("W1").tensor();
    var standard = CorrectnessAwareCalibrator.Settings.standard();
    var settings =
        new CorrectnessAwareCalibrator.Settings(
            top, views, (int) w1.size(0), standard.least(), standard.greatest());
    Initial initial = new Initial(new SplittableRandom(1), Type.FLOAT64);
    var calibrator = new CorrectnessAwareCalibrator(initial, settings);
    Map<String, Tensor> weights = new HashMap<>();
    weights.put("first.weight", w1);
    weights.put("first.bias", file.at("b1").tensor());
    weights.put("second.weight", file.at("W2").tensor());
    weights.put("second.bias", file.at("b2").tensor());
    calibrator.load(weights);
    return calibrator;
  }

  private static double[] gradient(
      CorrectnessAwareLoss loss, Tensor z, Tensor temperature, Tensor labels) {
    try (var scope = new Scope()) {
      Tensor leaf = temperature.copy().requireGradient();
      loss.apply(z, leaf, labels).backward();
      Tensor gradient = leaf.gradient();
      return gradient == null ? new double[0] : gradient.toDoubles();
    }
  }

  private static void metrics(Node metrics, Tensor logits, Tensor right) {
    double[] outcomes = right.to(Type.FLOAT64).toDoubles();
    boolean[] correct = new boolean[outcomes.length];
    for (int i = 0; i < correct.length; i++) {
      correct[i] = outcomes[i] == 1;
    }
    var error = new CalibrationError(CorrectnessAwareLoss.confidence(logits).toDoubles(), correct);
    metrics
        .entries()
        .forEach((key, node) -> {
          Matcher binned = BINNED.matcher(key);
          if (binned.matches()) {
            int bins = Integer.parseInt(binned.group(2));
            node.expect(
                binned.group(1).equals("ece") ? error.expected(bins) : error.adaptive(bins));
            return;
          }
          switch (key) {
            case "ks" -> node.expect(error.kolmogorovSmirnov());
            case "auroc" -> node.expect(error.auroc());
            case "top1_brier" -> node.expect(error.brier());
            default ->
                throw new IllegalArgumentException("the metric '%s' is not known".formatted(key));
          }
        });
  }

  private static void narrowMiss(Node one) {
    Tensor logits = one.at("probs").tensor().log();
    one.at("logits").expect(logits);
    Tensor row = logits.unsqueeze(0);
    Tensor label = Tensor.of(new long[] {one.at("label").integer()}, 1);
    var loss = new CorrectnessAwareLoss(false);
    for (Node at : one.at("table").list()) {
      double t = at.at("T").number();
      at.at("ce").expect(TemperatureScaling.crossEntropy(row, label, t));
      at.at("ca").expect(loss.apply(row, Tensor.full(t, Type.FLOAT64, 1), label));
    }
  }
}
