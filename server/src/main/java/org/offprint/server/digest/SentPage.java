package org.offprint.server.digest;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.offprint.server.mail.PostOffice;
import org.offprint.server.subscribe.Subscriptions;

/// What was sent, for a curator. Of an address it shows the domain.
///
/// @param where mails go
public record SentPage(
    String where,
    Subscriptions.Counts readers,
    List<PostOffice.Count> mails,
    List<Issues.Day> days,
    List<PostOffice.Line> waiting,
    List<PostOffice.Line> failed,
    List<PostOffice.Line> sent,
    List<Subscriptions.Suspended> suspended) {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.UK).withZone(ZoneOffset.UTC);

  public static String minute(Instant moment) {
    return MINUTE.format(moment);
  }

  public static String kind(String kind) {
    return switch (kind) {
      case "digest" -> "digest";
      case "confirm" -> "to confirm an address";
      case "known" -> "to a reader who asked again";
      default -> kind;
    };
  }

  public static String state(String state) {
    return switch (state) {
      case "queued" -> "waiting";
      case "sending" -> "being sent";
      case "refused" -> "refused: no such mailbox";
      case "failed" -> "failed";
      case "dropped" -> "not wanted any more";
      default -> state;
    };
  }
}
