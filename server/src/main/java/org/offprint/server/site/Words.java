package org.offprint.server.site;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.SaidDate;
import org.offprint.catalog.result.Estimate;
import org.offprint.catalog.result.Interval;

/// How pages say numbers, dates and names.
public final class Words {
  private static final int USUAL_DIGITS = 3;
  private static final int MOST_DIGITS = 7;

  private static final DateTimeFormatter LONG =
      DateTimeFormatter.ofPattern("EEEE d MMMM yyyy", Locale.UK);
  private static final DateTimeFormatter PLAIN =
      DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.UK);
  private static final DateTimeFormatter SHORT =
      DateTimeFormatter.ofPattern("EEE d MMM", Locale.UK);
  private static final DateTimeFormatter MONTH =
      DateTimeFormatter.ofPattern("MMMM yyyy", Locale.UK);

  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm 'UTC'", Locale.UK).withZone(ZoneOffset.UTC);

  private Words() {}

  /// `1 author`, `2 authors`, `1,024 authors`.
  public static String count(long number, String one, String many) {
    return number(number) + " " + (number == 1 ? one : many);
  }

  /// With a comma between thousands.
  public static String number(long number) {
    return number >= 0 && number < 1_000
        ? Long.toString(number)
        : String.format(Locale.UK, "%,d", number);
  }

  /// Thursday 5 March 2026
  public static String weekday(LocalDate day) {
    return LONG.format(day);
  }

  /// 5 March 2026
  public static String date(LocalDate day) {
    return PLAIN.format(day);
  }

  /// 5 March 2026, 14:05 UTC
  public static String moment(Instant moment) {
    return MOMENT.format(moment);
  }

  /// Thu 5 Mar
  public static String brief(LocalDate day) {
    return SHORT.format(day);
  }

  /// March 2026
  public static String month(LocalDate day) {
    return MONTH.format(day);
  }

  /// As precise as the source said it, never more.
  public static String date(SaidDate date) {
    return switch (date.precision()) {
      case year -> date.text();
      case month -> month(date.day());
      case day, instant -> date(date.day());
    };
  }

  /// `A`, `A and B`, `A, B and C`, `A, B, C and 9 others`.
  public static String names(List<String> names, int total, int most) {
    if (names.isEmpty()) {
      return count(total, "author", "authors");
    }
    int shown = total <= most + 1 ? Math.min(names.size(), most + 1) : Math.min(names.size(), most);
    int others = Math.max(total, names.size()) - shown;
    String head = String.join(", ", names.subList(0, others > 0 ? shown : Math.max(1, shown - 1)));
    if (others > 0) {
      return head + " and " + count(others, "other", "others");
    }
    return shown > 1 ? head + " and " + names.get(shown - 1) : head;
  }

  /// 48 s, 12 min 5 s, 3 h 20 min
  public static String duration(double seconds) {
    Duration span = Duration.ofSeconds(Math.round(seconds));
    if (seconds < 10) {
      return value(seconds) + " s";
    }
    if (span.toHours() > 0) {
      return span.toHours() + " h " + span.toMinutesPart() + " min";
    }
    return span.toMinutes() > 0
        ? span.toMinutes() + " min " + span.toSecondsPart() + " s"
        : span.toSeconds() + " s";
  }

  /// Three significant digits, no exponent between a ten-thousandth and a billion: 24,000 · 58.3 ·
  /// 0.00012.
  public static String value(double value) {
    return value(value, USUAL_DIGITS);
  }

  /// A mean, with as many digits as its interval needs: `125.3`, not 125, between 125.1 and 125.5.
  public static String mean(Estimate estimate) {
    return value(estimate.value(), digits(estimate.interval()));
  }

  /// The same with its unit.
  public static String mean(Estimate estimate, String unit) {
    return withUnit(mean(estimate), unit);
  }

  /// `125.1 to 125.5`; a dash where there is none.
  public static String interval(@Nullable Estimate estimate) {
    Interval interval = estimate == null ? null : estimate.interval();
    if (interval == null) {
      return "–";
    }
    int digits = digits(interval);
    return value(interval.low(), digits) + " to " + value(interval.high(), digits);
  }

  /// Enough for the two ends to differ.
  private static int digits(@Nullable Interval interval) {
    int digits = USUAL_DIGITS;
    if (interval != null && interval.low() < interval.high()) {
      while (digits < MOST_DIGITS
          && value(interval.low(), digits).equals(value(interval.high(), digits))) {
        digits++;
      }
    }
    return digits;
  }

  static String value(double value, int significant) {
    double size = Math.abs(value);
    if (size == 0) {
      return "0";
    }
    if (size < 1e-4 || size >= 1e9) {
      String text = String.format(Locale.UK, "%." + (significant - 1) + "e", value);
      int e = text.indexOf('e');
      int exponent = Integer.parseInt(text.substring(e + 1));
      return minus(text.substring(0, e).replaceFirst("\\.?0+$", ""))
          + " × 10"
          + superscript(exponent);
    }
    int digits = Math.max(0, significant - 1 - (int) Math.floor(Math.log10(size)));
    String text = String.format(Locale.UK, "%,." + digits + "f", value);
    return minus(
        text.contains(".") && size >= 1 && text.endsWith("0")
            ? text.replaceFirst("\\.?0+$", "")
            : text);
  }

  /// `24,000 MB`; a ratio has no unit to show.
  public static String value(double value, String unit) {
    return withUnit(value(value), unit);
  }

  private static String withUnit(String number, String unit) {
    return unit.equals("1") ? number : number + "\u00a0" + unit;
  }

  /// As a paper states it, no digit less: `70.26 %`, `24,000 MB`.
  public static String stated(double value, String unit) {
    double size = Math.abs(value);
    String text =
        size != 0 && (size < 1e-4 || size >= 1e9)
            ? value(value)
            : minus(
                new DecimalFormat("#,##0.############", DecimalFormatSymbols.getInstance(Locale.UK))
                    .format(value));
    return withUnit(text, unit);
  }

  /// The same words with their first letter large.
  public static String sentence(String words) {
    return words.isEmpty() ? words : Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  private static String minus(String text) {
    return text.replace('-', '−');
  }

  private static String superscript(int exponent) {
    StringBuilder text = new StringBuilder();
    for (char c : String.valueOf(exponent).toCharArray()) {
      text.append(c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(c - '0'));
    }
    return text.toString();
  }
}
