package org.offprint.methods.estimate;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.hipparchus.distribution.discrete.HypergeometricDistribution;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;

/// Keyness of a term: how much more it belongs to a document than to language in general, and how the document treats it.
///
///     a, b counts in document and reference; N₁, N₂ their tokens; c = a + b; E₁ = N₁ c / (N₁ + N₂), E₂ likewise
///     G² = 2 (a ln(a / E₁) + b ln(b / E₂));  log ratio = log₂((a / N₁) / (b / N₂)), 0.5 in place of a zero count
///     %DIFF = 100 (a/N₁ − b/N₂) / (b/N₂);  simple maths = (10⁶ a/N₁ + k) / (10⁶ b/N₂ + k)
///     lexical specificity = −log₁₀ P(X ≥ a), X hypergeometric (N₁ + N₂, c, N₁), at least 10⁻³⁰⁰
///     log odds d = ln((a + α) / (N₁ + α₀ − a − α)) − ln((b + α) / (N₂ + α₀ − b − α)), α = α₀ c / (N₁ + N₂);  z = d / √(1/(a + α) + 1/(b + α))
///     position = 1 − first / N₁;  casing = max(capitalised away from sentence starts, all capitals) / a;  diversity = distinct neighbours / neighbours
///
/// Shapes: one term of one or more words; returns numbers.
/// Range: as the formulas say; %DIFF is undefined at b = 0; without a reference the comparisons are NaN.
/// Source: standard corpus statistics, named as features by arXiv:2409.18724; its own formulas are UNCERTAIN, these are our reading.
/// Differs from the source: see above; a sentence starts at the first token and after '.'.
/// Throws: IllegalArgumentException if the term is empty or does not occur in the document, k < 0 or α₀ ≤ 0.
@Source(paper = "arXiv:2409.18724", equation = "keyness features (our reading)")
public record TermStatistics(
    String term,
    int words,
    int count,
    int referenceCount,
    long tokens,
    long referenceTokens,
    int first,
    double casing,
    double leftDiversity,
    double rightDiversity) {
  private static final double LEAST_PROBABILITY = 1e-300;

  /// @param term words joined by spaces, in any case
  /// @param document its tokens as written
  public static TermStatistics of(String term, List<String> document, ReferenceCorpus reference) {
    if (term.isBlank()) {
      throw new IllegalArgumentException(
          "the term is blank, so it does not occur; take terms from the document's candidates.");
    }
    List<String> words = List.of(term.strip().toLowerCase(Locale.ROOT).split("\\s+"));
    List<String> lower = ReferenceCorpus.lower(document);
    int count = 0;
    int first = -1;
    int capitalised = 0;
    int upper = 0;
    int lefts = 0;
    int rights = 0;
    var left = new HashSet<String>();
    var right = new HashSet<String>();
    for (int i = 0; i + words.size() <= lower.size(); i++) {
      int end = i + words.size();
      if (!lower.subList(i, end).equals(words)) {
        continue;
      }
      count++;
      first = first < 0 ? i : first;
      boolean starts = i == 0 || document.get(i - 1).equals(".");
      capitalised += !starts && Character.isUpperCase(document.get(i).codePointAt(0)) ? 1 : 0;
      upper += allCapitals(String.join(" ", document.subList(i, end))) ? 1 : 0;
      if (i > 0) {
        lefts++;
        left.add(lower.get(i - 1));
      }
      if (end < lower.size()) {
        rights++;
        right.add(lower.get(end));
      }
    }
    if (count == 0) {
      throw new IllegalArgumentException(
          "the term '%s' does not occur in the document of %d tokens; take terms from its candidates."
              .formatted(term, document.size()));
    }
    String phrase = String.join(" ", words);
    return new TermStatistics(
        phrase,
        words.size(),
        count,
        reference.count(phrase),
        lower.size(),
        reference.tokens(),
        first,
        (double) Math.max(capitalised, upper) / count,
        lefts == 0 ? 0 : (double) left.size() / lefts,
        rights == 0 ? 0 : (double) right.size() / rights);
  }

  private static boolean allCapitals(String text) {
    return text.length() > 1
        && text.codePoints().anyMatch(Character::isUpperCase)
        && text.codePoints().noneMatch(Character::isLowerCase);
  }

  public double firstFraction() {
    return (double) first / tokens;
  }

  public double position() {
    return 1 - firstFraction();
  }

  private double share() {
    return (double) count / tokens;
  }

  private double referenceShare() {
    return (double) referenceCount / referenceTokens;
  }

  public double logLikelihood() {
    double all = (double) (count + referenceCount) / (tokens + referenceTokens);
    return 2 * (term(count, tokens * all) + term(referenceCount, referenceTokens * all));
  }

  private static double term(double observed, double expected) {
    return observed == 0 ? 0 : observed * Math.log(observed / expected);
  }

  public double logRatio() {
    double b = referenceCount == 0 ? 0.5 : referenceCount;
    return Math.log(share() / (b / referenceTokens)) / Math.log(2);
  }

  /// Empty where the reference does not have the term.
  public OptionalDouble percentDifference() {
    double other = referenceShare();
    return other > 0 ? OptionalDouble.of((share() - other) * 100 / other) : OptionalDouble.empty();
  }

  /// @param k per million; 100 damps rare terms
  public double simpleMaths(double k) {
    Shapes.require("k", k, k >= 0, "at least 0 per million");
    return (share() * 1e6 + k) / (referenceShare() * 1e6 + k);
  }

  public double lexicalSpecificity() {
    if (referenceTokens == 0) {
      return Double.NaN;
    }
    Shapes.require(
        "tokens", tokens, tokens >= 1 && count <= tokens, "1 or more, the count at most");
    Shapes.require(
        "referenceTokens",
        referenceTokens,
        referenceTokens >= 1 && referenceCount >= 0 && referenceCount <= referenceTokens,
        "1 or more, the count of the reference from 0 to them");
    var both =
        new HypergeometricDistribution(
            Math.toIntExact(tokens + referenceTokens),
            count + referenceCount,
            Math.toIntExact(tokens));
    return -Math.log10(Math.max(both.upperCumulativeProbability(count), LEAST_PROBABILITY));
  }

  /// @param strength α₀ of the Dirichlet prior
  public double logOdds(double strength) {
    double alpha = prior(strength);
    return odds(count, tokens, alpha, strength)
        - odds(referenceCount, referenceTokens, alpha, strength);
  }

  public double logOddsZ(double strength) {
    double alpha = prior(strength);
    return logOdds(strength) / Math.sqrt(1 / (count + alpha) + 1 / (referenceCount + alpha));
  }

  private double prior(double strength) {
    Shapes.require("strength", strength, strength > 0, "α₀ > 0");
    return strength * (count + referenceCount) / (tokens + referenceTokens);
  }

  private static double odds(double observed, double all, double alpha, double strength) {
    return Math.log((observed + alpha) / (all + strength - observed - alpha));
  }

  /// count (ln((1 + n) / (1 + df)) + 1), where df of n documents have the term.
  public double smoothTfIdf(int documents, int having) {
    return count * (Math.log((1.0 + documents) / (1.0 + having)) + 1);
  }

  /// count ln(n / df); infinite for df = 0.
  public double plainTfIdf(int documents, int having) {
    return count * Math.log((double) documents / having);
  }
}
