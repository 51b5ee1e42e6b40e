package org.offprint.server.hook;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.offprint.server.hook.Hook.Topic;

/// The hooks, and the form for a new one.
///
/// @param proof what forms must carry
/// @param fields what stands in the form
/// @param problem why it was refused; empty as a rule
/// @param added the name of the hook that was just added; empty as a rule
/// @param secret its secret, which no later page shows
public record HooksPage(
    String proof,
    List<Hooks.Line> lines,
    WebSub.Counts subscriptions,
    boolean hub,
    HookFields fields,
    String problem,
    String added,
    String secret) {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.UK).withZone(ZoneOffset.UTC);

  /// One hook with what was sent to it.
  ///
  /// @param fields what stands in the form that changes it
  /// @param said what a form did; empty as a rule
  /// @param problem why a change was refused; empty as a rule
  public record One(
      Hook hook,
      String proof,
      List<Deliveries.Line> lines,
      HookFields fields,
      String said,
      String problem) {}

  public HooksPage {
    lines = List.copyOf(lines);
  }

  public static String minute(Instant moment) {
    return MINUTE.format(moment);
  }

  public static String state(Hook hook) {
    return switch (hook.state()) {
      case active -> "active";
      case paused -> "paused";
      case gone -> "ended by its server";
    };
  }

  /// What became of a delivery.
  public static String state(Deliveries.@Nullable Line line) {
    return line == null
        ? "nothing yet"
        : switch (line.state()) {
          case "queued" -> line.attempts() == 0 ? "waiting" : "tried again later";
          case "sending" -> "being sent";
          case "sent" -> "taken";
          case "failed" -> "given up";
          case "dropped" -> "not wanted any more";
          default -> line.state();
        };
  }

  /// What a hook is told, in words.
  public static String gets(Hook hook) {
    String what =
        java.util.Arrays.stream(Topic.values())
            .filter(hook.gets()::contains)
            .map(Topic::name)
            .collect(java.util.stream.Collectors.joining(", "));
    return what
        + (hook.category().isEmpty() ? "" : " in " + hook.category())
        + (hook.search().isEmpty() ? "" : ", search: " + hook.search());
  }
}
