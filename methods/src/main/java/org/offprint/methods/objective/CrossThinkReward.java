package org.offprint.methods.objective;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import org.offprint.methods.Source;

/// The rule that rewards a right answer in the right form: thoughts between tags, then the answer in a box.
///
///     R = 1 where the form is right and the boxed answer equals the expected one, else 0
///     form:  <think> … </think> … \boxed{answer}, nothing but white space before the first tag, the box with balanced braces
///
/// Shapes: texts in, a {@link Score} out.
/// Range: 0 or 1.
/// Source: Akter et al., Nemotron-CrossThink, arXiv:2504.13941, §2.4.
/// Differs from the source: the comparison is our reading, as the paper's rule is not published: case, white space and final full
///   stops do not count, and numbers are compared as text unless `numeric`. Of several boxes the last one counts. `strict` refuses
///   the form of a text with several boxes or an empty one.
/// Throws: nothing; a text without form has the form score 0.
///
/// @param strict whether exactly one box with something in it is asked for
/// @param numeric whether two numbers are equal when their values are: 0.50 and .5, 1,000 and 1000
@Source(paper = "arXiv:2504.13941", equation = "§2.4")
public record CrossThinkReward(boolean strict, boolean numeric) {
  private static final String OPEN = "<think>";
  private static final String CLOSE = "</think>";
  private static final String BOX = "\\boxed{";

  public static CrossThinkReward standard() {
    return new CrossThinkReward(false, false);
  }

  public record Score(boolean format, boolean accuracy) {
    public double reward() {
      return format && accuracy ? 1 : 0;
    }
  }

  public Score of(String response, String expected) {
    Optional<String> answer = answer(response);
    return new Score(
        answer.isPresent(), answer.filter(given -> equal(given, expected)).isPresent());
  }

  /// What stands in the last box after the thoughts; empty where the form is wrong.
  public Optional<String> answer(String response) {
    String text = response.stripLeading();
    int thoughtsEnd = text.indexOf(CLOSE);
    if (!text.startsWith(OPEN) || thoughtsEnd < OPEN.length()) {
      return Optional.empty();
    }
    String rest = text.substring(thoughtsEnd + CLOSE.length());
    int box = rest.lastIndexOf(BOX);
    if (box < 0 || (strict && rest.indexOf(BOX) != box)) {
      return Optional.empty();
    }
    int depth = 1;
    for (int i = box + BOX.length(); i < rest.length(); i++) {
      depth += rest.charAt(i) == '{' ? 1 : rest.charAt(i) == '}' ? -1 : 0;
      if (depth == 0) {
        String answer = rest.substring(box + BOX.length(), i);
        return strict && answer.isBlank() ? Optional.empty() : Optional.of(answer);
      }
    }
    return Optional.empty();
  }

  private boolean equal(String given, String expected) {
    String one = normal(given);
    String other = normal(expected);
    if (one.equals(other)) {
      return true;
    }
    Optional<BigDecimal> number = numeric ? number(one) : Optional.empty();
    return number.isPresent()
        && number(other).filter(value -> value.compareTo(number.get()) == 0).isPresent();
  }

  private static String normal(String text) {
    String lower = text.strip().toLowerCase(Locale.ROOT);
    int end = lower.length();
    while (end > 0 && lower.charAt(end - 1) == '.') {
      end--;
    }
    return String.join(" ", lower.substring(0, end).strip().split("\\s+"));
  }

  private static Optional<BigDecimal> number(String text) {
    try {
      BigDecimal value = new BigDecimal(text.replaceAll(",(?=\\d{3}(\\D|$))", ""));
      return Math.abs((long) value.scale()) > 1000 ? Optional.empty() : Optional.of(value);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
