package org.offprint.methods.golden.loss;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Filler;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.loss.CrossEntropy;
import org.offprint.methods.loss.EditInvariantLoss;
import org.offprint.methods.loss.EditInvariantLoss.Form;
import org.offprint.methods.loss.EditInvariantLoss.Noise;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Edit-invariant sequence loss: each order, mixtures, given noise, the floor, the rule of orders,
/// and certain outputs that are aligned, shifted and shuffled. Orders stand in the keys.
final class EditInvariantGolden implements Golden {
  private static final Pattern NUMBERS = Pattern.compile("\\d+");
  private static final Pattern NOISE =
      Pattern.compile(
          "noise\\[n\\] = qfill\\(\\((\\d+),(\\d+)-n\\+1,(\\d+)-n\\+1\\),(\\d+)\\+n,([\\d.]+)\\).*");

  /// The logit of the token that the certain outputs are certain of; all others are 0.
  private static final double CERTAIN = 8;

  private static final int LARGEST_GUESS = 100;

  @Override
  public Entry entry() {
    return new Entry(
        25,
        "2106.15078",
        "edit-invariant-sequence-loss",
        List.of(EditInvariantLoss.class),
        "Unequal weights of the orders are left out: the authors' file walks a set, so that which weight belongs to which order is not defined. "
            + "The values are those of the released form; the paper's form and padding are held to identities by tests.");
  }

  @Override
  public void check(Node file) {
    Tensor logits = file.at("logits").tensor();
    Tensor target = file.at("target").longTensor();
    for (Node one : file.at("order_list_rule").list()) {
      List<Integer> ngram = Arrays.stream(one.at("ngram").integers()).boxed().toList();
      List<Integer> orders = loss(ngram).ordersFor(one.at("out_len").integer());
      one.at("orders").expect(orders.stream().mapToInt(n -> n).toArray());
    }
    for (Map.Entry<String, Node> one : file.at("loss_no_noise").entries().entrySet()) {
      one.getValue().expect(loss(orders(one.getKey())).apply(logits, target));
    }
    for (Map.Entry<String, Node> one : file.entries().entrySet()) {
      String key = one.getKey();
      if (key.startsWith("loss_no_noise_")) {
        one.getValue().expect(loss(orders(key)).apply(logits, target));
      } else if (key.startsWith("loss_with_noise_")) {
        Noise noise = noise(file.at("noise").text());
        one.getValue().expect(loss(orders(key)).apply(logits, target, noise));
      } else if (key.startsWith("grad_wrt_logits_no_noise_n")) {
        Tensor x = logits.copy().requireGradient();
        loss(orders(key)).apply(x, target).backward();
        double[] row = Arrays.copyOf(Golds.gradient(x), Math.toIntExact(logits.size(2)));
        one.getValue().expectWithin(Golds.CENTRAL_DIFFERENCE, row);
      } else if (key.startsWith("clamp_at_minus_")) {
        checkFloor(orders(key).getFirst(), one.getValue());
      } else if (key.startsWith("invariance_")) {
        checkCertain(one.getValue(), logits.size(2));
      }
    }
    file.at("cross_entropy_same_inputs").expect(CrossEntropy.standard().apply(logits, target));
  }

  private static EditInvariantLoss loss(List<Integer> orders) {
    return new EditInvariantLoss(orders);
  }

  /// The numbers in a key.
  private static List<Integer> orders(String key) {
    return NUMBERS.matcher(key).results().map(found -> Integer.valueOf(found.group())).toList();
  }

  private static Noise noise(String text) {
    Matcher matcher = NOISE.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("the noise '%s' is not understood".formatted(text));
    }
    long k = Long.parseLong(matcher.group(4));
    double scale = Double.parseDouble(matcher.group(5));
    return (order, shape) -> Filler.fill(k + order, scale, shape);
  }

  private static void checkFloor(int depth, Node node) {
    Tensor logits = node.at("logits").tensor();
    Tensor target = node.at("target").longTensor();
    for (Map.Entry<String, Node> one : node.entries().entrySet()) {
      if (one.getKey().startsWith("n")) {
        var loss = new EditInvariantLoss(orders(one.getKey()), Form.RELEASED, -depth, -100);
        one.getValue().expect(loss.apply(logits, target));
      }
    }
  }

  private static void checkCertain(Node node, long vocabulary) {
    Tensor target = node.at("target").longTensor();
    Tensor certainOf = node.at("certain_of").longTensor();
    long tokens = vocabularyOf(node, certainOf, target, vocabulary);
    Tensor logits = certain(certainOf, tokens);
    node.at("ce").expect(CrossEntropy.standard().apply(logits, target));
    for (Map.Entry<String, Node> one : node.entries().entrySet()) {
      if (one.getKey().startsWith("eisl_n")) {
        one.getValue().expect(loss(orders(one.getKey())).apply(logits, target));
      }
    }
  }

  private static Tensor certain(Tensor tokens, long vocabulary) {
    return tokens.oneHot(vocabulary).to(Type.FLOAT64).mul(CERTAIN);
  }

  /// The file does not say how many tokens these outputs choose among: as many as in its main case,
  /// or else the whole number that its cross-entropy belongs to.
  private static long vocabularyOf(Node node, Tensor certainOf, Tensor target, long likely) {
    long least = Math.max((long) certainOf.max().value(), (long) target.max().value()) + 1;
    double crossEntropy = node.at("ce").number();
    return LongStream.concat(
            LongStream.of(Math.max(likely, least)),
            LongStream.rangeClosed(least, least + LARGEST_GUESS))
        .filter(tokens -> {
          double value = CrossEntropy.standard().apply(certain(certainOf, tokens), target).value();
          return Math.abs(value - crossEntropy) < Node.TOLERANCE * crossEntropy;
        })
        .findFirst()
        .orElse(likely);
  }
}
