package org.offprint.server.rehearsal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The account of a rehearsal.
///
/// @param faults how often each kind made a difference to an answer
/// @param days lists of a category that were called complete or empty in the end
/// @param verdicts how often any was; more where some were opened again
/// @param falselyComplete how many of those verdicts were wrong
/// @param gaps days that stayed open for longer than an alarm waits
/// @param smallestGapSeen between two requests, by the log of the fake server
/// @param smallestGapLogged the same by the table of requests
/// @param broken promises that were not kept, each in a sentence; empty when all were
public record RehearsalReport(
    Rehearsal.Options options,
    Map<String, Integer> faults,
    int lists,
    int surprises,
    int days,
    int verdicts,
    int falselyComplete,
    int announced,
    int present,
    int outdated,
    int unlisted,
    int misplaced,
    List<Gap> gaps,
    int requests,
    Map<String, Integer> requestsBy,
    @Nullable Duration smallestGapSeen,
    @Nullable Duration smallestGapLogged,
    int killed,
    List<String> broken) {
  /// A day that stayed open, when that was named by an alarm, and when it was closed.
  public record Gap(
      String day, String category, Instant named, @Nullable Instant closed, String why) {}

  static RehearsalReport of(
      Rehearsal.Options options,
      World world,
      Faults faults,
      Audit audit,
      Audit.Totals totals,
      List<FakeArxiv.Seen> seen,
      List<Instant> fetches,
      int killed,
      Map<String, String> failures) {
    Duration gapSeen = Rehearsal.smallestGap(seen.stream().map(FakeArxiv.Seen::at).toList());
    Duration gapLogged = Rehearsal.smallestGap(fetches);
    List<String> broken = new ArrayList<>(audit.broken());
    impolite("the fake arXiv saw", gapSeen, broken);
    impolite("the table of requests has", gapLogged, broken);
    failures.forEach((name, failure) -> broken.add("%s ended: %s".formatted(name, failure)));
    Map<String, Integer> by = new TreeMap<>();
    seen.forEach(request -> by.merge(request.by(), 1, Integer::sum));
    return new RehearsalReport(
        options,
        Rehearsal.byName(faults.struck()),
        world.lists().size() * options.categories().size(),
        world.surprises.size() + world.openHolidays.size(),
        audit.settledDays(),
        audit.verdicts(),
        audit.falselyComplete(),
        totals.announced(),
        totals.present(),
        totals.outdated(),
        totals.unlisted(),
        totals.misplaced(),
        audit.gaps().stream()
            .map(gap ->
                new Gap(gap.day().toString(), gap.category(), gap.named(), gap.closed(), gap.why()))
            .toList(),
        seen.size(),
        by,
        gapSeen,
        gapLogged,
        killed,
        broken);
  }

  private static void impolite(String who, @Nullable Duration gap, List<String> broken) {
    if (gap != null && gap.compareTo(Rehearsal.PAUSE) < 0) {
      broken.add("%s two requests within %d ms".formatted(who, gap.toMillis()));
    }
  }

  /// The same with what is known only after all processes have ended.
  RehearsalReport with(int kills, Map<String, String> failures) {
    List<String> all = new ArrayList<>(broken);
    failures.forEach((name, failure) -> all.add("%s ended: %s".formatted(name, failure)));
    return new RehearsalReport(
        options,
        faults,
        lists,
        surprises,
        days,
        verdicts,
        falselyComplete,
        announced,
        present,
        outdated,
        unlisted,
        misplaced,
        gaps,
        requests,
        requestsBy,
        smallestGapSeen,
        smallestGapLogged,
        kills,
        List.copyOf(all));
  }

  public boolean kept() {
    return broken.isEmpty();
  }

  /// For an operator to read.
  public String toText() {
    StringBuilder text = new StringBuilder();
    text.append(
        "%d days of %s from %s, seed %d: %d lists, %d of the calendar's days not as it says.\n\n"
            .formatted(
                options.days(),
                String.join(", ", options.categories()),
                options.first(),
                options.seed(),
                lists,
                surprises));
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("papers announced", "%,d".formatted(announced));
    lines.put("papers present", "%,d%s".formatted(present, share(present, announced)));
    lines.put("in an old version", String.valueOf(outdated));
    lines.put("not on their day's page", String.valueOf(unlisted));
    lines.put("on a wrong day's page", String.valueOf(misplaced));
    lines.put("days settled in the end", "%,d, by %,d verdicts".formatted(days, verdicts));
    lines.put("days called so wrongly", String.valueOf(falselyComplete));
    lines.put(
        "gaps named by an alarm",
        "%d, %d of them open"
            .formatted(gaps.size(), gaps.stream().filter(gap -> gap.closed() == null).count()));
    lines.put("requests", "%,d %s".formatted(requests, requestsBy));
    lines.put(
        "smallest gap between two",
        "%s by the server's log, %s by the table"
            .formatted(seconds(smallestGapSeen), seconds(smallestGapLogged)));
    if (options.kills() > 0) {
      lines.put("processes killed", "%d times".formatted(killed));
    }
    lines.forEach((name, value) -> text.append("  %-26s %s%n".formatted(name, value)));
    text.append("\nFaults, and how often each changed an answer:\n");
    faults.forEach((name, count) -> text.append("  %-30s %6d%n".formatted(name, count)));
    if (!gaps.isEmpty()) {
      text.append("\nGaps, each named by an alarm:\n");
      for (Gap gap : gaps) {
        text.append(
            "  %s %-8s named %s  closed %s%n      %s%n"
                .formatted(
                    gap.day(),
                    gap.category(),
                    minute(gap.named()),
                    gap.closed() == null ? "not yet" : minute(gap.closed()),
                    gap.why()));
      }
    }
    if (broken.isEmpty()) {
      text.append("\nEvery promise was kept.\n");
    } else {
      text.append("\nBroken promises, %d:\n".formatted(broken.size()));
      broken.stream().limit(40).forEach(line -> text.append("  ").append(line).append('\n'));
    }
    return text.toString();
  }

  private static String share(int part, int whole) {
    return whole == 0 ? "" : " (%.2f %%)".formatted(100.0 * part / whole);
  }

  private static String seconds(@Nullable Duration gap) {
    return gap == null ? "none" : "%.3f s".formatted(gap.toNanos() / 1e9);
  }

  private static String minute(Instant moment) {
    return moment.toString().substring(0, 16).replace('T', ' ');
  }
}
