package org.offprint.methods.link;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;

/// What a re-ranker reads and is trained on: the two texts of a mention and a candidate, and the candidates of a mention with target and prior.
///
///     mention    "<left 128 characters> [START] mention [END] <right 128 characters>"
///     candidate  "types [TYPE] name [TITLE] alias1 [SEP] alias2 …"
///     the last candidate gives way to [NIL], whose target is 1 where no candidate is right
///
/// The prior of `[NIL]` is 0 here. In the authors' code it equals the target, which tells the regulariser the answer in training; pass
/// {@link NilPrior#TARGET} to train as they do, never to predict.
/// Source: Borchert et al., xMEN, 2023, arXiv:2310.11275, re-ranking; the texts and `[NIL]` are those of the authors' code.
/// Throws: IllegalArgumentException if a mention is not inside its text, or there is no candidate.
@Source(paper = "arXiv:2310.11275", equation = "re-ranking")
public final class Reranking {
  /// The concept that stands for "not in the terminology".
  public static final String NIL = "[NIL]";

  private static final int CONTEXT = 128;

  private Reranking() {}

  /// What the prior of `[NIL]` is.
  public enum NilPrior {
    ZERO,
    /// As coded by the authors, in training only.
    TARGET
  }

  /// The candidates of a mention, with the generator's score of each and a 1 at the right one; all
  /// zeros where none is right and `[NIL]` is not among them.
  public record Listing(List<String> concepts, double[] prior, double[] target) {}

  /// @param from where the mention begins in the text, in chars
  /// @param to where it ends
  public static String mention(String text, int from, int to) {
    if (from < 0 || to > text.length() || from >= to) {
      throw new IllegalArgumentException(
          "a mention from %d to %d is not inside a text of %d chars."
              .formatted(from, to, text.length()));
    }
    String left = text.substring(Math.max(0, from - CONTEXT), from);
    String right = text.substring(to, Math.min(text.length(), to + CONTEXT));
    return "%s [START] %s [END] %s".formatted(left, text.substring(from, to), right).strip();
  }

  /// @param types semantic types; may be empty
  /// @param aliases other names; may be empty
  public static String candidate(String types, String name, List<String> aliases) {
    return "%s [TYPE] %s [TITLE] %s"
        .formatted(types, name, String.join(" [SEP] ", aliases))
        .strip();
  }

  /// Training data of one mention.
  ///
  /// @param gold the right concept; null where the terminology has none
  /// @param withNil whether the last candidate gives way to `[NIL]`
  public static Listing listing(
      List<Candidate> candidates, @Nullable String gold, boolean withNil, NilPrior nilPrior) {
    Shapes.require(
        "the number of candidates", candidates.size(), !candidates.isEmpty(), "1 or more");
    int kept = withNil ? candidates.size() - 1 : candidates.size();
    List<String> concepts = new ArrayList<>();
    double[] prior = new double[candidates.size()];
    double[] target = new double[candidates.size()];
    boolean found = false;
    for (int i = 0; i < kept; i++) {
      concepts.add(candidates.get(i).concept());
      prior[i] = candidates.get(i).score();
      target[i] = candidates.get(i).concept().equals(gold) ? 1 : 0;
      found |= target[i] == 1;
    }
    if (withNil) {
      concepts.add(NIL);
      target[kept] = found ? 0 : 1;
      prior[kept] = nilPrior == NilPrior.TARGET ? target[kept] : 0;
    }
    return new Listing(concepts, prior, target);
  }
}
