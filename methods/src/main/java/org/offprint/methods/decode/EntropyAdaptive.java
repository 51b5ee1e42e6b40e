package org.offprint.methods.decode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.decode.EntropySwitch.Size;
import org.offprint.methods.decode.EntropySwitch.Step;

/// Entropy-adaptive decoding: a small and a large model write one text in turn, the large one where the rolling entropy says that it is hard.
///
///     token_t from the active model's logits; its entropy goes to the switch, which names the model of token t + 1
///     average active parameters a token = f N_L + (1 − f) N_S, f = the share that the large model wrote
///
/// Shapes: prompt of at least one token; both models have one vocabulary in one order. Range: entropy in bits.
/// Source: Simonds, Entropy Adaptive Decoding: Dynamic Model Switching for Efficient Inference, arXiv:2502.06833; read in a secondary summary.
/// Differs from the source: a model first reads, in one batch, what the other one wrote meanwhile; the cost model above leaves that out, so the tokens read
/// again are counted beside it ({@link Text#reread}). There is no verification: the text may differ from what the large model would write, and a random
/// choice of blocks at the same share may do as well. Compare with it before relying on this.
/// Throws: IllegalArgumentException if the vocabularies differ in size, the prompt is empty, or a model answers NaN.
@Source(paper = "arXiv:2502.06833", equation = "switching rule and cost model")
public record EntropyAdaptive(
    LanguageModel small, LanguageModel large, EntropySwitch.Settings settings) {
  /// A text that two models wrote.
  ///
  /// @param tokens what was added to the prompt, the end token included
  /// @param steps one a token
  /// @param largeShare f
  /// @param reread how many tokens a model had to read because the other one had written them
  public record Text(int[] tokens, List<Step> steps, double largeShare, int reread) {}

  public EntropyAdaptive {
    if (small.vocabulary() != large.vocabulary()) {
      throw new IllegalArgumentException(
          "the small model knows %d tokens, the large one %d; both must share one vocabulary in one order."
              .formatted(small.vocabulary(), large.vocabulary()));
    }
  }

  /// Continues a prompt.
  ///
  /// @param most how many tokens to add at most
  /// @param end the token that ends a text, from either model; −1 for none
  /// @param sampler one for this text
  public Text generate(int[] prompt, int most, int end, Sampler sampler, RandomGenerator random) {
    Shapes.require("prompt length", prompt.length, prompt.length >= 1, "1 or more tokens");
    Shapes.require("most", most, most >= 0, "0 or more tokens");
    var choice = new EntropySwitch(settings);
    var ofSmall = new Place(small.read());
    var ofLarge = new Place(large.read());
    int[] text = Arrays.copyOf(prompt, prompt.length + most);
    int length = prompt.length;
    int reread = 0;
    List<Step> steps = new ArrayList<>();
    while (length < text.length && (steps.isEmpty() || text[length - 1] != end)) {
      Place place = choice.active() == Size.SMALL ? ofSmall : ofLarge;
      reread += Math.max(0, length - 1 - Math.max(place.read, prompt.length));
      double[] logits = place.catchUp(text, length);
      steps.add(choice.accept(EntropySwitch.bits(logits)));
      text[length++] = sampler.next(logits, random);
    }
    return new Text(
        Arrays.copyOfRange(text, prompt.length, length),
        List.copyOf(steps),
        largeShare(steps),
        reread);
  }

  /// The share of tokens that the large model wrote; NaN of none.
  public static double largeShare(List<Step> steps) {
    return (double) steps.stream().filter(step -> step.active() == Size.LARGE).count()
        / steps.size();
  }

  /// f N_L + (1 − f) N_S: parameters that work for one token on average.
  public static double averageActive(double largeShare, double smallSize, double largeSize) {
    Shapes.require("share", largeShare, largeShare >= 0 && largeShare <= 1, "a share in [0, 1]");
    Shapes.require("small size", smallSize, smallSize > 0, "a number above 0");
    Shapes.require("large size", largeSize, largeSize > 0, "a number above 0");
    return largeShare * largeSize + (1 - largeShare) * smallSize;
  }

  /// What that saves beside the large model alone, from 0 to 1; below 0 if the small one is larger.
  public static double saving(double largeShare, double smallSize, double largeSize) {
    return 1 - averageActive(largeShare, smallSize, largeSize) / largeSize;
  }

  /// A model and how much of the text it has read.
  private static final class Place {
    private final LanguageModel.Reader reader;
    private int read;

    Place(LanguageModel.Reader reader) {
      this.reader = reader;
    }

    double[] catchUp(int[] text, int length) {
      double[] logits = reader.next(Arrays.copyOfRange(text, read, length));
      read = length;
      return logits;
    }
  }
}
