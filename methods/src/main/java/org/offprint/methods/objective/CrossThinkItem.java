package org.offprint.methods.objective;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;

/// A question that a rule can check, and the two forms it is asked in.
///
///     multiple choice: question and lettered options, the answer is the letter
///     open:            the question alone, the answer is the text of the right option
///     kept: choice   if the answer is one of the options and no option stands twice
///           open     if the answer has 1 to 10 words and the question can do without its options
///           by difficulty, if a smaller model does not already solve it
///
/// Shapes: texts in, a prompt with its expected answer out, or nothing where a filter drops the item.
/// Range: none.
/// Source: Akter et al., Nemotron-CrossThink, arXiv:2504.13941, §2.2 and §2.3.
/// Differs from the source: UNCERTAIN: the limit of ten words; our reading: a question needs its options where it speaks of "the
///   following", "these" or "above"; the wording of the prompts is ours.
/// Throws: IllegalArgumentException if there are more options than letters.
///
/// @param options none for a question that has none
/// @param answer the text of the right option, or the answer itself
@Source(paper = "arXiv:2504.13941", equation = "§2.2, §2.3")
public record CrossThinkItem(String question, List<String> options, String answer) {
  public static final int LONGEST_ANSWER = 10;
  private static final Pattern NEEDS_OPTIONS =
      Pattern.compile("\\b(following|these|above|below|options?)\\b");
  private static final String FORM =
      "Think between <think> and </think>, then give the answer in \\boxed{}.";

  public CrossThinkItem {
    options = List.copyOf(options);
    if (options.size() > 26) {
      throw new IllegalArgumentException(
          "%d options have no letters; expected at most 26.".formatted(options.size()));
    }
  }

  /// @param expected what {@link CrossThinkReward} compares with
  public record Prompt(String text, String expected) {}

  public Optional<Prompt> multipleChoice() {
    if (!keepChoice(options, answer)) {
      return Optional.empty();
    }
    var text = new StringBuilder(question);
    for (int i = 0; i < options.size(); i++) {
      text.append("\n").append(letter(i)).append(") ").append(options.get(i));
    }
    text.append("\n").append(FORM);
    return Optional.of(new Prompt(text.toString(), letter(options.indexOf(answer))));
  }

  public Optional<Prompt> openEnded() {
    boolean needs = NEEDS_OPTIONS.matcher(question.toLowerCase(Locale.ROOT)).find();
    return !keepOpen(answer, LONGEST_ANSWER) || (needs && !options.isEmpty())
        ? Optional.empty()
        : Optional.of(new Prompt(question + "\n" + FORM, answer));
  }

  public static boolean keepChoice(List<String> options, String answer) {
    return options.contains(answer) && new HashSet<>(options).size() == options.size();
  }

  public static boolean keepOpen(String answer, int maxWords) {
    String text = answer.strip();
    return !text.isEmpty() && text.split("\\s+").length <= maxWords;
  }

  /// Whether a smaller model's tries leave something to learn.
  ///
  /// @param easy the share of solved tries from which an item is dropped; 1 drops what is always
  ///   solved
  public static boolean keepHard(int solved, int tries, double easy) {
    Shapes.require("tries", tries, tries > 0, "at least one");
    Shapes.require("solved", solved, solved >= 0 && solved <= tries, "0 to the number of tries");
    return (double) solved / tries < easy;
  }

  private static String letter(int index) {
    return String.valueOf((char) ('A' + index));
  }
}
