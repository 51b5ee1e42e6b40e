package org.offprint.methods.objective;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.offprint.methods.Shapes;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// Draws answers token by token, at temperature 1, as the ratios of an objective suppose. Each
/// token costs a pass over all answers.
///
/// @param longest the most tokens of an answer
/// @param end the token that ends an answer; negative if answers are always of full length
public record Sampler(int longest, long end) {
  public Sampler {
    Shapes.require("longest", longest, longest >= 1, "1 or more");
  }

  public List<Answer> draw(Policy policy, List<long[]> prompts, RandomGenerator random) {
    int count = prompts.size();
    long[][] tokens = new long[count][longest];
    double[][] logProbs = new double[count][longest];
    double[][] entropies = new double[count][longest];
    double[][] means = new double[count][longest];
    int[] lengths = new int[count];
    boolean[] ended = new boolean[count];
    policy.model().training(false);
    for (int t = 0; t < longest && !all(ended); t++) {
      try (var scope = Scope.withoutGradients()) {
        Tensor all = policy.logits(prompts, prefix(tokens, t + 1));
        requireLogits(all, count, t + 1);
        Tensor logits = all.select(1, t);
        double[] entropy = TokenEntropy.of(logits).toDoubles();
        double[] mean = EntropyDiscriminator.expectation(logits).toDoubles();
        double[] logs = logits.logSoftmax(-1).toDoubles();
        int vocabulary = Math.toIntExact(logits.size(-1));
        for (int i = 0; i < count; i++) {
          if (!ended[i]) {
            int token = draw(logs, i * vocabulary, vocabulary, random);
            tokens[i][t] = token;
            logProbs[i][t] = logs[i * vocabulary + token];
            entropies[i][t] = entropy[i];
            means[i][t] = mean[i];
            lengths[i] = t + 1;
            ended[i] = token == end;
          }
        }
      }
    }
    policy.model().training(true);
    var answers = new ArrayList<Answer>();
    for (int i = 0; i < count; i++) {
      answers.add(
          new Answer(
              Arrays.copyOf(tokens[i], lengths[i]),
              Arrays.copyOf(logProbs[i], lengths[i]),
              Arrays.copyOf(entropies[i], lengths[i]),
              Arrays.copyOf(means[i], lengths[i])));
    }
    return answers;
  }

  private static void requireLogits(Tensor logits, int count, int length) {
    Shapes.requireFloating("the policy's logits", logits);
    Shapes.requireRank("the policy's logits", logits, 3, "(B, T, V)");
    Shapes.requireSize("the policy's logits", logits, 0, count, "the number of prompts");
    Shapes.requireSize(
        "the policy's logits", logits, 1, length, "the length of the answers so far");
    Shapes.require(
        "V", logits.size(2), logits.size(2) >= 1, "1 or more, as something has to be drawn");
  }

  private static boolean all(boolean[] ended) {
    return IntStream.range(0, ended.length).allMatch(i -> ended[i]);
  }

  private static Tensor prefix(long[][] tokens, int length) {
    long[] flat =
        Arrays.stream(tokens).flatMapToLong(row -> Arrays.stream(row, 0, length)).toArray();
    return Tensor.of(flat, tokens.length, length);
  }

  private static int draw(double[] logs, int from, int vocabulary, RandomGenerator random) {
    double place = random.nextDouble();
    int last = -1;
    for (int token = 0; token < vocabulary; token++) {
      double p = Math.exp(logs[from + token]);
      if (Double.isNaN(p)) {
        throw new IllegalStateException(
            "the policy's logits are not numbers: lower the learning rate, or limit the gradient.");
      }
      if (p > 0) {
        last = token;
        place -= p;
        if (place < 0) {
          return token;
        }
      }
    }
    return last; // the probabilities may sum to a little less than the draw
  }
}
