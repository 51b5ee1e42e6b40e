package org.offprint.server.shelf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.shelf.Shelves.Shelf;
import org.offprint.server.web.PublicAddress;

/// The meetings of a list for calendars: iCalendar, RFC 5545, with the name and the time between
/// polls of RFC 7986. Hours are in UTC, so that no rules of time zones need to be written: every
/// meeting is one, and none repeats.
final class CalendarFile {
  private static final int LONGEST_LINE = 75;
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;

  private final StringBuilder text = new StringBuilder();

  private CalendarFile() {}

  static byte[] write(
      Shelf shelf, List<Meeting> meetings, Map<PaperId, Paper> papers, PublicAddress address) {
    CalendarFile file = new CalendarFile();
    file.line("BEGIN", "VCALENDAR");
    file.line("VERSION", "2.0");
    file.line("PRODID", "-//Offprint//Lists//EN");
    file.line("CALSCALE", "GREGORIAN");
    file.line("METHOD", "PUBLISH");
    file.line("NAME", escaped(shelf.name()));
    file.line("X-WR-CALNAME", escaped(shelf.name())); // what Google and Apple read
    file.line("REFRESH-INTERVAL;VALUE=DURATION", "PT1H");
    file.line("X-PUBLISHED-TTL", "PT1H");
    for (Meeting meeting : meetings) {
      Paper paper = papers.get(meeting.paper());
      file.event(shelf, meeting, paper, address);
    }
    file.line("END", "VCALENDAR");
    return file.text.toString().getBytes(UTF_8);
  }

  private void event(
      Shelf shelf,
      Meeting meeting,
      @org.jspecify.annotations.Nullable Paper paper,
      PublicAddress address) {
    String page = address.of("/papers/" + meeting.paper());
    line("BEGIN", "VEVENT");
    line("UID", escaped(meeting.uid() + "@" + address.host()));
    line("DTSTAMP", moment(meeting.changed()));
    line("LAST-MODIFIED", moment(meeting.changed()));
    line("SEQUENCE", Integer.toString(meeting.changes()));
    if (meeting.starts() == null) {
      line("DTSTART;VALUE=DATE", DAY.format(meeting.day()));
      line("DTEND;VALUE=DATE", DAY.format(meeting.day().plusDays(1)));
      line("TRANSP", "TRANSPARENT");
    } else {
      line("DTSTART", moment(meeting.begins()));
      line("DTEND", moment(meeting.ends()));
    }
    line("SUMMARY", escaped(paper == null ? meeting.paper().value() : paper.title()));
    line(
        "DESCRIPTION",
        escaped(
            "%s\n%s%s"
                .formatted(
                    shelf.name(),
                    page,
                    meeting.link().isEmpty() ? "" : "\nJoin: " + meeting.link())));
    if (!meeting.place().isEmpty() || !meeting.link().isEmpty()) {
      line("LOCATION", escaped(meeting.place().isEmpty() ? meeting.link() : meeting.place()));
    }
    line("URL", page);
    line("END", "VEVENT");
  }

  private static String moment(Instant moment) {
    return MOMENT.format(moment);
  }

  /// A value of type TEXT (§3.3.11).
  static String escaped(String value) {
    return value
        .replace("\\", "\\\\")
        .replace(";", "\\;")
        .replace(",", "\\,")
        .replace("\r\n", "\\n")
        .replace("\n", "\\n")
        .replaceAll("\\p{Cntrl}", " ");
  }

  /// A line, folded so that none has more than 75 bytes and no character is taken apart (§3.1).
  private void line(String name, String value) {
    String whole = name + ":" + value;
    int bytes = 0;
    for (int at = 0; at < whole.length(); ) {
      int character = whole.codePointAt(at);
      int size = new String(Character.toChars(character)).getBytes(UTF_8).length;
      if (bytes + size > LONGEST_LINE) {
        text.append("\r\n ");
        bytes = 1;
      }
      text.appendCodePoint(character);
      bytes += size;
      at += Character.charCount(character);
    }
    text.append("\r\n");
  }
}
