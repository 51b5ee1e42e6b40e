package org.offprint.server.digest;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.db.Database;
import org.offprint.server.digest.Chooser.Seen;
import org.offprint.server.digest.Issue.Item;
import org.offprint.server.digest.Issue.Kind;
import org.offprint.server.subscribe.Subscription;
import tools.jackson.databind.json.JsonMapper;

/// The issues that were chosen, and what each reader has seen.
public final class Issues {
  private static final JsonMapper JSON = new JsonMapper();

  private final Database database;

  Issues(Database database) {
    this.database = database;
  }

  /// An issue and whose it is.
  record Made(Subscription reader, Issue issue) {}

  /// Keeps issues and what they show; a reader who has one of that day, or has seen one of its
  /// items, makes all of it fail, and the caller's transaction with it.
  void keep(List<Made> made) {
    List<Map<String, Object>> issues = new ArrayList<>();
    List<Map<String, Object>> items = new ArrayList<>();
    for (Made one : made) {
      Map<String, Object> issue = new LinkedHashMap<>();
      issue.put("subscription", one.reader().id());
      issue.put("day", one.issue().day().toString());
      issue.put("number", one.issue().number());
      issue.put("matched", one.issue().matched());
      issue.put("shown", one.issue().shown());
      issue.put("content", one.issue());
      issues.add(issue);
      for (Item item : one.issue().items()) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("subscription", one.reader().id());
        row.put("paper", item.paper().value());
        row.put("kind", item.kind().name());
        row.put("mark", item.mark());
        row.put("day", one.issue().day().toString());
        items.add(row);
      }
    }
    database
        .sql()
        .sql(
            """
            insert into digest_issue (subscription, day, number, made, matched, shown, content)
            select subscription, day, number, (content ->> 'made')::timestamptz, matched, shown, content
            from jsonb_to_recordset(cast(:rows as jsonb)) as r
              (subscription bigint, day date, number int, matched int, shown int, content jsonb)
            """)
        .param("rows", JSON.writeValueAsString(issues))
        .update();
    database
        .sql()
        .sql(
            """
            insert into digest_item (subscription, paper, kind, mark, day)
            select subscription, paper, kind, mark, day
            from jsonb_to_recordset(cast(:rows as jsonb)) as r
              (subscription bigint, paper text, kind text, mark text, day date)
            """)
        .param("rows", JSON.writeValueAsString(items))
        .update();
  }

  Optional<Issue> find(Subscription reader, LocalDate day) {
    return database
        .sql()
        .sql("select content::text from digest_issue where subscription = :reader and day = :day")
        .param("reader", reader.id())
        .param("day", day)
        .query(String.class)
        .optional()
        .map(text -> JSON.readValue(text, Issue.class));
  }

  /// How many issues each of these readers has, and the day of the last.
  record Before(int issues, LocalDate last) {}

  Map<Long, Before> before(Collection<Long> readers) {
    Map<Long, Before> before = new HashMap<>();
    database
        .sql()
        .sql(
            """
            select subscription, max(number) as issues, max(day) as last from digest_issue
            where subscription = any(:readers) group by subscription
            """)
        .param("readers", readers.toArray(Long[]::new))
        .query(row -> {
          before.put(
              row.getLong("subscription"),
              new Before(row.getInt("issues"), row.getObject("last", LocalDate.class)));
        });
    return before;
  }

  /// What these readers have seen of some papers.
  Map<Long, Seen> seen(Collection<Long> readers, Collection<PaperId> papers) {
    Map<Long, Seen> seen = new HashMap<>();
    readers.forEach(reader -> seen.put(reader, new Seen(new HashSet<>(), new HashSet<>())));
    database
        .sql()
        .sql(
            """
            select subscription, paper, kind, mark from digest_item
            where subscription = any(:readers) and paper = any(:papers)
            """)
        .param("readers", readers.toArray(Long[]::new))
        .param("papers", papers.stream().map(PaperId::value).toArray(String[]::new))
        .query(row -> {
          Seen of = seen.get(row.getLong("subscription"));
          PaperId paper = new PaperId(row.getString("paper"));
          Kind kind = Kind.valueOf(row.getString("kind"));
          if (of != null) {
            of.marks().add(Seen.mark(kind, paper, row.getString("mark")));
            if (kind == Kind.paper) {
              of.papers().add(paper);
            }
          }
        });
    return seen;
  }

  /// The last issues of a reader, for the reader.
  record Summary(LocalDate day, int number, Instant made, int matched, int shown) {}

  List<Summary> of(Subscription reader) {
    return database
        .sql()
        .sql(
            """
            select day, number, made, matched, shown from digest_issue
            where subscription = :reader order by day desc
            """)
        .param("reader", reader.id())
        .query((row, number) ->
            new Summary(
                row.getObject("day", LocalDate.class),
                row.getInt("number"),
                row.getTimestamp("made").toInstant(),
                row.getInt("matched"),
                row.getInt("shown")))
        .list();
  }

  Set<String> itemsOf(Subscription reader) {
    return Set.copyOf(
        database
            .sql()
            .sql("select kind || ' ' || paper from digest_item where subscription = :reader")
            .param("reader", reader.id())
            .query(String.class)
            .list());
  }

  /// Issues by day: how many, what they matched and showed.
  public record Day(LocalDate day, long issues, long matched, long shown) {}

  List<Day> days(Instant since) {
    return database
        .sql()
        .sql(
            """
            select day, count(*) as issues, sum(matched) as matched, sum(shown) as shown
            from digest_issue where made >= :since group by day order by day desc
            """)
        .param("since", Timestamp.from(since))
        .query((row, number) ->
            new Day(
                row.getObject("day", LocalDate.class),
                row.getLong("issues"),
                row.getLong("matched"),
                row.getLong("shown")))
        .list();
  }
}
