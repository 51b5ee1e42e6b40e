package org.offprint.server.shelf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.offprint.server.TestPapers.listed;
import static org.offprint.server.TestServer.header;

import biweekly.Biweekly;
import biweekly.ICalVersion;
import biweekly.ICalendar;
import biweekly.component.VEvent;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.Member;
import org.offprint.server.TestServer;
import org.offprint.server.account.Role;
import org.offprint.server.web.PublicAddress;

/// Dates of a list, and its calendar as a library reads it that is not ours.
class MeetingsTest {
  private static TestServer server;
  private static Member ada;
  private static Member grace;
  private static int lists;
  private String list = "";

  @BeforeAll
  static void start() {
    server =
        TestServer.with(
            listed("2603.00001", "2026-03-05", 40, "2026-03-03T00:00:00Z"),
            listed("2603.00002", "2026-03-05", 40, "2026-03-03T00:00:00Z"));
    ada = server.member("ada", Role.member);
    grace = server.member("grace", Role.member);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void makeAList() {
    list = header(ada.post("/lists", "name=Group " + ++lists), "Location");
    ada.post("/lists/save", "paper=2603.00001", "list=" + list.substring("/lists/".length()));
  }

  private HttpResponse<String> meet(String... fields) {
    List<String> all = new java.util.ArrayList<>(List.of("minutes=90"));
    all.addAll(List.of(fields));
    all.add("paper=2603.00001");
    return ada.post(list + "/meet", all.toArray(String[]::new));
  }

  private static ICalendar parsed(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "Content-Type")).isEqualTo("text/calendar;charset=utf-8");
    List<List<biweekly.io.ParseWarning>> warnings = new java.util.ArrayList<>();
    ICalendar calendar = Biweekly.parse(answer.body()).warnings(warnings).first();
    assertThat(warnings.stream().flatMap(List::stream)).isEmpty();
    if (!calendar.getEvents().isEmpty()) {
      assertThat(calendar.validate(ICalVersion.V2_0).isEmpty())
          .as(calendar.validate(ICalVersion.V2_0).toString())
          .isTrue();
    }
    return calendar;
  }

  @Test
  void aDateOfAPaperIsAnEventWithItsHourInUtcWhateverTheClocksDo() {
    // Two days after the clocks of Berlin went forward.
    assertThat(
            meet(
                    "day=2031-04-01",
                    "time=16:00",
                    "zone=Europe/Berlin",
                    "place=Room 5, left; \\ stairs",
                    "link=https://meet.example.org/group?a=1")
                .statusCode())
        .isEqualTo(303);
    assertThat(ada.get(list).body())
        .contains("Tue 1 April 2031, 16:00, Europe/Berlin, Room 5, left");

    HttpResponse<String> answer = ada.get(list + ".ics");
    VEvent event = parsed(answer).getEvents().getFirst();
    assertThat(event.getDateStart().getValue().toInstant())
        .isEqualTo(Instant.parse("2031-04-01T14:00:00Z"));
    assertThat(event.getDateEnd().getValue().toInstant())
        .isEqualTo(Instant.parse("2031-04-01T15:30:00Z"));
    assertThat(event.getSummary().getValue()).isEqualTo("Paper 2603.00001");
    assertThat(event.getLocation().getValue()).isEqualTo("Room 5, left; \\ stairs");
    assertThat(event.getUrl().getValue()).isEqualTo(server.address() + "/papers/2603.00001");
    assertThat(event.getDescription().getValue())
        .isEqualTo(
            "Group %d\n%s/papers/2603.00001\nJoin: https://meet.example.org/group?a=1"
                .formatted(lists, server.address()));
    assertThat(event.getUid().getValue()).endsWith("@127.0.0.1");
    assertThat(event.getDateTimeStamp()).isNotNull();
    String uid = event.getUid().getValue();

    // Moved, it is the same event.
    meet("meeting=" + meeting(), "day=2031-04-02", "zone=Europe/Berlin");
    VEvent moved = parsed(ada.get(list + ".ics")).getEvents().getFirst();
    assertThat(moved.getUid().getValue()).isEqualTo(uid);
    assertThat(moved.getSequence().getValue()).isOne();
    assertThat(moved.getDateStart().getValue().hasTime()).isFalse();
    assertThat(moved.getDateStart().getValue().getRawComponents().getDate()).isEqualTo(2);
    assertThat(ada.get(list + ".ics").body()).contains("DTSTART;VALUE=DATE:20310402\r\n");
    assertThat(
            server
                .database()
                .sql()
                .sql("select count(*) from meeting where uid || '@127.0.0.1' = :uid")
                .param("uid", uid)
                .query(Long.class)
                .single())
        .isOne();

    assertThat(ada.post(list + "/meet/cancel", "meeting=" + meeting()).statusCode()).isEqualTo(303);
    assertThat(parsed(ada.get(list + ".ics")).getEvents()).isEmpty();
  }

  private long meeting() {
    Matcher change = Pattern.compile("\\?meeting=(\\d+)#meet").matcher(ada.get(list).body());
    assertThat(change.find()).isTrue();
    String form = ada.get(list + "?meeting=" + change.group(1)).body();
    assertThat(form).contains("Change the meeting", "Europe/Berlin");
    return Long.parseLong(change.group(1));
  }

  @Test
  void linesAreFoldedAtSeventyFiveBytesWithinNoCharacterAndReadBack() {
    String title =
        "Über große Sprachmodelle, Teil 2; ein Überblick: 大規模言語モデル 🙂 ".repeat(6).strip();
    Meeting meeting =
        new Meeting(
            1,
            "uid",
            new PaperId("2603.00001"),
            LocalDate.parse("2026-03-05"),
            LocalTime.parse("16:00"),
            ZoneId.of("UTC"),
            Duration.ofMinutes(60),
            "",
            "",
            0,
            Instant.EPOCH);
    var paper = org.offprint.server.TestPapers.FULL;
    byte[] file =
        CalendarFile.write(
            new Shelves.Shelf(1, 1, "ada", "Ada", title, "", true, Instant.EPOCH, 1),
            List.of(meeting),
            Map.of(meeting.paper(), paper),
            new PublicAddress("https://papers.example.org"));
    String text = new String(file, UTF_8);
    for (String line : text.split("\r\n")) {
      assertThat(line.getBytes(UTF_8).length).isLessThanOrEqualTo(75);
    }
    assertThat(text).endsWith("END:VCALENDAR\r\n").doesNotContain("\uFFFD");
    assertThat(text.replace("\r\n", "")).doesNotContain("\n").doesNotContain("\r");
    ICalendar read = Biweekly.parse(text).first();
    assertThat(read.getEvents().getFirst().getDescription().getValue()).startsWith(title + "\n");
    assertThat(read.getExperimentalProperty("X-WR-CALNAME").getValue()).contains("Teil 2");
  }

  @Test
  void aPrivateListsCalendarNeedsItsKeyAndAnotherKeyEndsTheFirst() {
    meet("day=2031-04-01");
    assertThat(server.get(list + ".ics").statusCode()).isEqualTo(404);
    assertThat(grace.get(list + ".ics").statusCode()).isEqualTo(404);
    assertThat(server.get(list + ".ics?key=").statusCode()).isEqualTo(404);
    assertThat(ada.get(list + ".ics").statusCode()).isEqualTo(200);

    ada.post(list + "/calendar");
    String first = key();
    assertThat(parsed(server.get(list + ".ics?key=" + first)).getEvents()).hasSize(1);
    assertThat(server.get(list + ".ics?key=" + first.substring(1)).statusCode()).isEqualTo(404);
    assertThat(server.get(list + "?key=" + first).statusCode())
        .as("the page itself")
        .isEqualTo(404);
    ada.post(list + "/calendar");
    assertThat(key()).isNotEqualTo(first);
    assertThat(server.get(list + ".ics?key=" + first).statusCode()).isEqualTo(404);
    String second = key();
    ada.post(list + "/calendar", "close=1");
    assertThat(server.get(list + ".ics?key=" + second).statusCode()).isEqualTo(404);
  }

  private String key() {
    Matcher key = Pattern.compile("\\.ics\\?key=([\\w-]+)").matcher(ada.get(list).body());
    assertThat(key.find()).isTrue();
    return key.group(1);
  }

  @Test
  void aPublicListShowsItsDatesToAllAndNoForm() {
    meet("day=2031-04-01", "place=Room 5");
    ada.post(list, "name=Public " + lists, "public=1");
    assertThat(server.get(list).body())
        .contains("Tue 1 April 2031, Room 5", list + ".ics")
        .doesNotContain("/meet", "Call off");
    HttpResponse<String> calendar = server.get(list + ".ics");
    assertThat(parsed(calendar).getEvents()).hasSize(1);
    assertThat(server.get(list + ".ics", "If-None-Match", header(calendar, "ETag")).statusCode())
        .isEqualTo(304);
  }

  @Test
  void onlyItsOwnerChangesTheDatesOfAList() {
    ada.post(list, "name=Public " + lists, "public=1");
    assertThat(grace.post(list + "/meet", "paper=2603.00001", "day=2031-04-01").statusCode())
        .isEqualTo(404);
    assertThat(grace.post(list + "/calendar").statusCode()).isEqualTo(404);
    meet("day=2031-04-01");
    long id = server.database().sql().sql("select max(id) from meeting").query(Long.class).single();
    assertThat(grace.post(list + "/meet/cancel", "meeting=" + id).statusCode()).isEqualTo(404);

    // From a list of one's own, one reaches no meeting of another's.
    String own = header(grace.post("/lists", "name=Own " + lists), "Location");
    grace.post("/lists/save", "paper=2603.00001", "list=" + own.substring("/lists/".length()));
    grace.post(own + "/meet/cancel", "meeting=" + id);
    assertThat(
            grace
                .post(own + "/meet", "paper=2603.00001", "day=2031-05-01", "meeting=" + id)
                .statusCode())
        .isEqualTo(400);
    assertThat(server.get(list).body()).contains("Tue 1 April 2031");
  }

  @Test
  void aPaperThatIsTakenOffTakesItsDatesAlong() {
    meet("day=2031-04-01");
    ada.post(list + "/remove", "paper=2603.00001");
    assertThat(parsed(ada.get(list + ".ics")).getEvents()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "day=|Date, time or time zone is none",
        "day=2026-13-01|Date, time or time zone is none",
        "day=2031-04-01&time=25:00|Date, time or time zone is none",
        "day=2031-04-01&zone=Mars/Olympus|Date, time or time zone is none",
        "day=2031-04-01&minutes=0|lasts 1 to 1440 minutes",
        "day=2031-04-01&minutes=x|lasts 1 to 1440 minutes",
        "day=2031-04-01&link=javascript:alert(1)|must be an address",
        "day=2031-04-01&paper=2603.00002|not on this list",
        "day=0001-01-01|between 1991 and 2199",
      })
  void whatIsNoDateIsSaidAndTheFormKeepsWhatWasEntered(String fields, String why) {
    HttpResponse<String> answer =
        ada.post(list + "/meet", (fields + "&paper=2603.00001&place=Room 5").split("&"));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains(why, "value=\"Room 5\"");
  }

  @Test
  void whatIsOverIsCountedAndInTheCalendar() {
    meet("day=2021-04-01");
    assertThat(ada.get(list).body()).contains("1 meeting is over").doesNotContain("1 April 2021");
    assertThat(parsed(ada.get(list + ".ics")).getEvents()).hasSize(1);
    assertThat(ada.get("/me/data.json").body()).contains("\"meetings\"", "2021-04-01");
  }
}
