package org.offprint.methods.estimate;

import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.numeric.Moments;

/// Ratings from 1 to 5 that a judging language model wrote, read from its text, and how far they agree with people.
///
///     text: 'evaluation score', then colons, asterisks or white space, then 'score: N/5'; case ignored, the first place counts
///     on a hundred: 1 + 99 (s − 1) / 4
///
/// Shapes: a text, or arrays of ratings, one an answer; returns a rating or correlations.
/// Range: ratings 1 to 5, also fractions; correlations −1 to 1, NaN where undefined.
/// Source: Zhong et al., ICLR 2025, arXiv:2409.19951, section 3; the text's form as in the authors' released parser.
/// Differs from the source: asks nothing of a model: what the judge answers comes in as text; a retry after an unreadable answer is the caller's.
/// Throws: IllegalArgumentException if a rating to be put on a hundred is outside 1 to 5, or the arrays differ in length.
@Source(paper = "arXiv:2409.19951", equation = "section 3")
public final class JudgeRating {
  private static final Pattern FORM =
      Pattern.compile(
          "evaluation score[:*\\s]*+score:\\s*+\\**+(\\d+(?:\\.\\d+)?)/5",
          Pattern.CASE_INSENSITIVE);

  private JudgeRating() {}

  /// The rating as written, not held against the scale; empty where the text has none.
  public static OptionalDouble parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.find()
        ? OptionalDouble.of(Double.parseDouble(matcher.group(1)))
        : OptionalDouble.empty();
  }

  /// 1 to 5, linearly, on 1 to 100.
  public static double onHundred(double rating) {
    Shapes.require("rating", rating, rating >= 1 && rating <= 5, "1 to 5");
    return 1 + 99 * (rating - 1) / 4;
  }

  /// Three correlations; each NaN where it is undefined: fewer than two ratings, or one side
  /// constant.
  public record Agreement(double pearson, double spearman, double kendall) {}

  /// How far the judge agrees with the mean of the people's ratings.
  ///
  /// @param people one array a person, each with one rating an answer
  /// @param judge one rating an answer
  public static Agreement agreement(double[][] people, double[] judge) {
    Shapes.require("the number of people", people.length, people.length > 0, "at least 1");
    double[] mean = new double[judge.length];
    for (int p = 0; p < people.length; p++) {
      if (people[p].length != judge.length) {
        throw new IllegalArgumentException(
            "people[%d] has %d ratings, judge has %d; they must be as many."
                .formatted(p, people[p].length, judge.length));
      }
      for (int i = 0; i < mean.length; i++) {
        mean[i] += people[p][i] / people.length;
      }
    }
    return new Agreement(
        Moments.correlation(mean, judge),
        Moments.rankCorrelation(mean, judge),
        Moments.concordance(mean, judge));
  }
}
