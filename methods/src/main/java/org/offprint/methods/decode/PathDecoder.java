package org.offprint.methods.decode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.offprint.methods.Shapes;
import org.offprint.methods.decode.PathNucleus.Choice;
import org.offprint.methods.numeric.LogSpace;

/// Texts by {@link PathNucleus}: starts from one prompt and holds up to k paths; those that end are
/// set aside and compete with the others at the last.
///
/// @param nucleus p and the width k
/// @param sampling whether the k pairs of a step are drawn; else the most probable are kept
/// @param byLength whether paths are compared by log-probability a token; off in our reading of the
///   paper
public record PathDecoder(
    LanguageModel model, PathNucleus nucleus, boolean sampling, boolean byLength) {
  /// What was added to the prompt, and the natural logarithm of its probability under the model.
  public record Path(List<Integer> tokens, double logProb) {
    public Path {
      tokens = List.copyOf(tokens);
    }
  }

  /// @param most how many tokens a path gets at most
  /// @param end the token that ends a path; −1 for none
  /// @return at most `width` paths, the best first
  public List<Path> decode(int[] prompt, int most, int end, RandomGenerator random) {
    Shapes.require("prompt length", prompt.length, prompt.length >= 1, "1 or more tokens");
    Shapes.require("most", most, most >= 0, "0 or more tokens");
    List<Path> alive = List.of(new Path(List.of(), 0));
    List<Path> ended = new ArrayList<>();
    for (int step = 0; step < most && !alive.isEmpty(); step++) {
      List<Path> grown = new ArrayList<>();
      for (Path path : grow(prompt, alive, random)) {
        (path.tokens().getLast() == end ? ended : grown).add(path);
      }
      alive = merge(grown);
    }
    ended.addAll(alive);
    return merge(ended).stream()
        .sorted(Comparator.comparingDouble(this::score).reversed())
        .limit(nucleus.width())
        .toList();
  }

  private List<Path> grow(int[] prompt, List<Path> paths, RandomGenerator random) {
    double[] a = new double[paths.size()];
    double[][] next = new double[paths.size()][];
    for (int i = 0; i < a.length; i++) {
      Path path = paths.get(i);
      a[i] = score(path);
      double[] logits = model.read().next(text(prompt, path));
      Ranked.requireLogits(logits);
      next[i] = LogSpace.logSoftmax(logits);
    }
    List<Choice> chosen = sampling ? nucleus.sample(a, next, random) : nucleus.beam(a, next);
    return chosen.stream()
        .map(choice -> {
          Path path = paths.get(choice.path());
          List<Integer> tokens = new ArrayList<>(path.tokens());
          tokens.add(choice.token());
          return new Path(tokens, path.logProb() + next[choice.path()][choice.token()]);
        })
        .toList();
  }

  private double score(Path path) {
    return byLength ? path.logProb() / Math.max(1, path.tokens().size()) : path.logProb();
  }

  private static int[] text(int[] prompt, Path path) {
    int[] text = Arrays.copyOf(prompt, prompt.length + path.tokens().size());
    for (int i = 0; i < path.tokens().size(); i++) {
      text[prompt.length + i] = path.tokens().get(i);
    }
    return text;
  }

  /// One path for each text: the probabilities of equal ones add up.
  static List<Path> merge(List<Path> paths) {
    Map<List<Integer>, Double> logProbs = new LinkedHashMap<>();
    paths.forEach(path -> logProbs.merge(path.tokens(), path.logProb(), LogSpace::add));
    return logProbs.entrySet().stream()
        .map(entry -> new Path(entry.getKey(), entry.getValue()))
        .toList();
  }
}
