package org.offprint.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;

/// A snapshot as large as one likes, in the form of arXiv's: one paper a line, each with an
/// identifier, a text and authors of its own. The same seed and number make the same bytes.
///
/// The months from August 1991 to October 2026 have papers in proportion to their number since the
/// first, roughly as arXiv grew. As in arXiv's file the identifiers since April 2007 come first and
/// the older ones last.
final class SyntheticSnapshot {
  private static final YearMonth FIRST = YearMonth.of(1991, 8);
  private static final YearMonth LAST = YearMonth.of(2026, 10);
  private static final YearMonth MODERN = YearMonth.of(2007, 4);
  private static final YearMonth FIVE_DIGITS = YearMonth.of(2015, 1);
  private static final String[] OLD_ARCHIVES = {
    "astro-ph",
    "cond-mat",
    "cs",
    "gr-qc",
    "hep-ex",
    "hep-lat",
    "hep-ph",
    "hep-th",
    "math",
    "math-ph",
    "nlin",
    "nucl-ex",
    "nucl-th",
    "physics",
    "q-bio",
    "quant-ph"
  };

  /// One word in so many is new, so that the vocabulary grows with the number of papers as that of
  /// a language does.
  private static final int NEW_WORD = 500;

  private final TextStatistics statistics;
  private final SplittableRandom chance;
  private final StringBuilder line = new StringBuilder(4_096);

  SyntheticSnapshot(TextStatistics statistics, long seed) {
    this.statistics = statistics;
    this.chance = new SplittableRandom(seed);
  }

  /// @param progress is told how many are written, after each
  void write(long papers, OutputStream out, LongConsumer progress) throws IOException {
    int months = (int) FIRST.until(LAST, java.time.temporal.ChronoUnit.MONTHS) + 1;
    long[] count = counts(papers, months);
    int modern = (int) FIRST.until(MODERN, java.time.temporal.ChronoUnit.MONTHS);
    long written = 0;
    for (int i = 0; i < months; i++) {
      int month = (modern + i) % months;
      YearMonth at = FIRST.plusMonths(month);
      for (long number = 1; number <= count[month]; number++) {
        paper(id(at, number), at);
        out.write(line.toString().getBytes(StandardCharsets.UTF_8));
        progress.accept(++written);
      }
    }
  }

  /// What a month cannot hold goes to the next one that can.
  private static long[] counts(long papers, int months) {
    long[] count = new long[months];
    double weights = months * (months + 1) / 2.0;
    double due = 0;
    long given = 0;
    for (int month = 0; month < months; month++) {
      due += papers * (month + 1) / weights;
      long wanted = (month == months - 1 ? papers : Math.round(due)) - given;
      count[month] = Math.min(wanted, capacity(FIRST.plusMonths(month)));
      given += count[month];
    }
    if (given < papers) {
      throw new BenchmarkFailure(
          "%,d papers are more than arXiv has identifiers for: expected at most some six million."
              .formatted(papers));
    }
    return count;
  }

  private static long capacity(YearMonth month) {
    return month.isBefore(MODERN)
        ? 999L * OLD_ARCHIVES.length
        : month.isBefore(FIVE_DIGITS) ? 9_999 : 99_999;
  }

  private static String id(YearMonth month, long number) {
    int yearMonth = month.getYear() % 100 * 100 + month.getMonthValue();
    if (month.isBefore(MODERN)) {
      String archive = OLD_ARCHIVES[(int) ((number - 1) % OLD_ARCHIVES.length)];
      return "%s/%04d%03d".formatted(archive, yearMonth, (number - 1) / OLD_ARCHIVES.length + 1);
    }
    return (month.isBefore(FIVE_DIGITS) ? "%04d.%04d" : "%04d.%05d").formatted(yearMonth, number);
  }

  private void paper(String id, YearMonth month) {
    TextStatistics.Kind kind = pick(statistics.kinds());
    TextStatistics.Words words = kind.words();
    line.setLength(0);
    line.append("{\"id\":\"").append(id).append("\",\"submitter\":null,\"authors_parsed\":[");
    int authors = pick(statistics.authors());
    for (int i = 0; i < authors; i++) {
      line.append(i == 0 ? "[\"" : ",[\"");
      escaped(pick(statistics.familyNames()));
      line.append("\",\"");
      escaped(pick(statistics.givenNames()));
      line.append("\",\"\"]");
    }
    line.append("],\"title\":\"");
    text(words, pick(words.titles()));
    line.append("\",\"comments\":");
    if (chance.nextInt(2) == 0) {
      line.append('"').append(4 + chance.nextInt(40)).append(" pages, ");
      line.append(chance.nextInt(15)).append(" figures\"");
    } else {
      line.append("null");
    }
    line.append(",\"journal-ref\":null,\"doi\":");
    if (chance.nextInt(3) == 0) {
      line.append("\"10.1234/offprint.").append(id.replace('/', '.')).append('"');
    } else {
      line.append("null");
    }
    line.append(",\"license\":\"http://arxiv.org/licenses/nonexclusive-distrib/1.0/\"");
    line.append(",\"categories\":\"").append(kind.categories()).append("\",\"abstract\":\"  ");
    text(words, Math.max(20, pick(words.abstracts())));
    line.append("\\n\",\"versions\":[");
    ZonedDateTime at =
        month
            .atDay(1 + chance.nextInt(month.lengthOfMonth()))
            .atTime(chance.nextInt(24), chance.nextInt(60), chance.nextInt(60))
            .atZone(ZoneOffset.UTC);
    int versions = 1;
    while (versions < 6 && chance.nextInt(3) == 0) {
      versions++;
    }
    for (int i = 1; i <= versions; i++) {
      line.append(i == 1 ? "" : ",")
          .append("{\"version\":\"v")
          .append(i)
          .append("\",\"created\":\"");
      DateTimeFormatter.RFC_1123_DATE_TIME.formatTo(at, line);
      line.append("\"}");
      at = i < versions ? at.plusDays(1 + chance.nextInt(200)) : at;
    }
    line.append("],\"update_date\":\"").append(at.toLocalDate()).append("\"}\n");
  }

  /// Words along the chain; at its end it begins anew.
  private void text(TextStatistics.Words words, int length) {
    int word = 0;
    for (int i = 0; i < length; i++) {
      word = words.after(word, chance);
      if (word == 0) {
        word = words.after(word, chance);
      }
      if (i > 0) {
        line.append(' ');
      }
      escaped(chance.nextInt(NEW_WORD) == 0 ? TextStatistics.madeUp(chance) : words.words()[word]);
    }
  }

  private void escaped(String text) {
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      if (letter == '"' || letter == '\\') {
        line.append('\\');
      }
      line.append(letter < ' ' ? ' ' : letter);
    }
  }

  private <T> T pick(java.util.List<T> all) {
    return all.get(chance.nextInt(all.size()));
  }

  private int pick(int[] all) {
    return all[chance.nextInt(all.length)];
  }
}
