package org.offprint.methods.golden.vision;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;
import org.offprint.methods.vision.ActivationEntropy;
import org.offprint.methods.vision.CrRelu;
import org.offprint.methods.vision.ResidualClassifier;

/// CRReLU: values, both derivatives, and the facts about entropy behind it.
final class CrReluGolden implements Golden {
  private static final double FAR = 12; // where e^(−x²/2) ends to matter in float64
  private static final Pattern GRID = Pattern.compile("grid (-?[\\d.]+?)\\.\\.(-?[\\d.]+)");

  @Override
  public Entry entry() {
    return new Entry(
        28,
        "2405.12954",
        "crrelu",
        List.of(CrRelu.class, ActivationEntropy.class, ResidualClassifier.class),
        "No code of the authors was found: the formula is third-party, the first variation our derivation. The paper's accuracy tables are not reproduced.");
  }

  @Override
  public void check(Node file) {
    Node xs = file.at("x");
    for (Node one : file.at("cases").list()) {
      check(one, xs.tensor());
    }
    Node shared = file.at("epsilon_gradient");
    CrRelu layer = layer(0);
    layer.apply(xs.tensor()).backward(shared.at("upstream").tensor());
    only(shared, "d_loss_d_epsilon")
        .expect(gradient(layer.parameters().values().iterator().next()));

    Node extrema = file.at("extrema_of_the_correction");
    Tensor places = extrema.at("x").tensor().requireGradient();
    extrema.at("value_times_epsilon").expect(CrRelu.bump(places));
    only(extrema, "monotone_on_x>0").expect(CrRelu.LEAST_INCREASING, CrRelu.GREATEST_INCREASING);

    checkFunctional(file.at("entropy_functional_half_line"));
    checkOutputs(file.at("wafbc_on_(0,1)_range"));
  }

  private static void check(Node one, Tensor x) {
    CrRelu layer = layer(one.at("epsilon").number());
    x.requireGradient();
    Tensor y = layer.apply(x);
    one.at("y").expect(y);
    y.sum().backward();
    only(one, "dy_dx").expect(gradient(x));
    one.at("dy_depsilon").expect(CrRelu.bump(x));
  }

  private static void checkFunctional(Node node) {
    for (Map.Entry<String, Node> one : node.entries().entrySet()) {
      if (one.getKey().startsWith("H_at_")) {
        one.getValue().expect(functional(Double.parseDouble(one.getKey().substring(5))));
      }
    }
    double h = 1e-4;
    // The reference divides the rounding of two quadratures by 2h, and h is not in the file
    node.at("numerical_dH_de").expectWithin(1e-7, (functional(h) - functional(-h)) / (2 * h));
    double slope =
        ActivationEntropy.standard().slopeAtIdentity(t -> t * Math.exp(-t * t / 2), 0, FAR);
    node.at("first_variation_integral").expect(slope);
    node.at("closed_value").expect(slope);
  }

  /// H of y(x) = x + ε x e^(−x²/2) on x > 0.
  private static double functional(double epsilon) {
    DoubleUnaryOperator y = t -> t + epsilon * t * Math.exp(-t * t / 2);
    DoubleUnaryOperator slope = t -> 1 + epsilon * (1 - t * t) * Math.exp(-t * t / 2);
    return ActivationEntropy.standard().functional(y, slope, 0, FAR);
  }

  private static void checkOutputs(Node node) {
    Matcher grid = GRID.matcher(node.has("note") ? node.at("note").text() : "");
    boolean stated = grid.find();
    double from = stated ? Double.parseDouble(grid.group(1)) : -6;
    double to = stated ? Double.parseDouble(grid.group(2)) : 6;
    Map<String, DoubleUnaryOperator> slopes =
        Map.of(
            "normal_cdf", ActivationEntropy::normal,
            "logistic_sigmoid", s -> Math.exp(-s) / Math.pow(1 + Math.exp(-s), 2),
            "tanh_scaled", s -> 0.5 / Math.pow(Math.cosh(s), 2));
    // Two terms of 1.4 cancel to nearly 0 for the normal distribution function
    slopes.forEach((name, slope) ->
        node.at(name)
            .expectWithin(
                name.equals("normal_cdf") ? 1e-6 : Node.TOLERANCE,
                ActivationEntropy.ofOutput(slope, from, to)));
  }

  private static CrRelu layer(double epsilon) {
    return new CrRelu(new Initial(Initial.seeded(0).random(), Type.FLOAT64), epsilon);
  }

  /// The entry whose key begins so; the file explains itself in the rest of the key.
  private static Node only(Node node, String start) {
    return node.entries().entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(start))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException(node + " has no key that begins with " + start));
  }

  private static Tensor gradient(Tensor tensor) {
    return Objects.requireNonNull(tensor.gradient(), "the backward pass reaches every tensor");
  }
}
