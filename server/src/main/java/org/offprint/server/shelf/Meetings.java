package org.offprint.server.shelf;

import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.account.OwnData;
import org.offprint.server.account.OwnRows;
import org.offprint.server.account.Secrets;
import org.offprint.server.db.Database;

/// When the papers of lists are discussed, and who may read a private list's calendar: calendars
/// poll without a session, so its owner makes an address with a key, and can make another.
public final class Meetings {
  static final int MOST = 500;

  private final Database database;
  private final InstantSource clock;

  public Meetings(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /// The meetings of a list in their order.
  public List<Meeting> of(long shelf) {
    return database
        .sql()
        .sql("select * from meeting where shelf = :shelf order by day, starts nulls first, id")
        .param("shelf", shelf)
        .query((row, number) ->
            new Meeting(
                row.getLong("id"),
                row.getString("uid"),
                new PaperId(row.getString("paper")),
                row.getObject("day", LocalDate.class),
                row.getObject("starts", LocalTime.class),
                ZoneId.of(row.getString("zone")),
                Duration.ofMinutes(row.getInt("minutes")),
                row.getString("place"),
                row.getString("link"),
                row.getInt("changes"),
                row.getTimestamp("changed").toInstant()))
        .list();
  }

  /// A meeting that is not kept yet.
  Meeting planned(
      PaperId paper,
      LocalDate day,
      @Nullable LocalTime starts,
      ZoneId zone,
      Duration length,
      String place,
      String link) {
    return new Meeting(
        0,
        UUID.randomUUID().toString(),
        paper,
        day,
        starts,
        zone,
        length,
        place,
        link,
        0,
        clock.instant());
  }

  /// Keeps a meeting of a list of this owner: a new one, or in place of one of theirs. False when
  /// the list or that meeting is not theirs, when the paper is not on the list, or when there are
  /// as many as can be.
  ///
  /// @param instead the meeting that it changes; 0 for a new one
  public boolean keep(long account, long shelf, long instead, Meeting meeting) {
    String sql =
        instead == 0
            ? """
            insert into meeting (uid, shelf, paper, day, starts, zone, minutes, place, link, changed)
            select :uid, k.shelf, k.paper, :day, :starts, :zone, :minutes, :place, :link, :now
            from shelved k join shelf s on s.id = k.shelf
            where k.shelf = :shelf and k.paper = :paper and s.account = :account and :instead = 0
              and (select count(*) from meeting m where m.shelf = k.shelf) < %d
            """
                .formatted(MOST)
            : """
            update meeting m set paper = :paper, day = :day, starts = :starts, zone = :zone, minutes = :minutes,
              place = :place, link = :link, changed = :now, changes = m.changes + 1
            from shelf s, shelved k
            where m.id = :instead and m.shelf = :shelf and s.id = m.shelf and s.account = :account
              and k.shelf = m.shelf and k.paper = :paper and :uid <> ''
            """;
    return database
            .sql()
            .sql(sql)
            .param("uid", meeting.uid())
            .param("account", account)
            .param("shelf", shelf)
            .param("instead", instead)
            .param("paper", meeting.paper().value())
            .param("day", meeting.day())
            .param("starts", meeting.starts(), Types.TIME)
            .param("zone", meeting.zone().getId())
            .param("minutes", (int) meeting.length().toMinutes())
            .param("place", meeting.place())
            .param("link", meeting.link())
            .param("now", Timestamp.from(clock.instant()))
            .update()
        > 0;
  }

  /// Calls a meeting of a list of this owner off; false when it is not there or not theirs.
  public boolean cancel(long account, long shelf, long id) {
    return database
            .sql()
            .sql(
                "delete from meeting m using shelf s where s.id = m.shelf and m.id = :id and m.shelf = :shelf and s.account = :account")
            .param("id", id)
            .param("shelf", shelf)
            .param("account", account)
            .update()
        > 0;
  }

  /// The key in the address of a list's calendar; empty where its owner made none.
  public Optional<String> key(long shelf) {
    return database
        .sql()
        .sql("select calendar from shelf where id = :shelf and calendar is not null")
        .param("shelf", shelf)
        .query(String.class)
        .optional();
  }

  /// Whether a key opens a list's calendar.
  boolean opens(long shelf, String key) {
    return key(shelf).filter(kept -> Secrets.equal(kept, key)).isPresent();
  }

  /// Makes a key for a list of this owner, in place of the one that it had, or takes it away.
  public void renewKey(long account, long shelf, boolean close) {
    database
        .sql()
        .sql("update shelf set calendar = :key where id = :shelf and account = :account")
        .param("key", close ? null : Secrets.random(), Types.VARCHAR)
        .param("shelf", shelf)
        .param("account", account)
        .update();
  }

  /// What is kept of each person, for their file; it goes with the lists that it belongs to.
  public OwnData ownData() {
    return new OwnRows(
        database,
        "meetings",
        "select s.name as list, m.paper, m.day, m.starts, m.zone, m.minutes, m.place, m.link from meeting m join shelf s on s.id = m.shelf where s.account = :account order by m.day, m.id",
        List.of());
  }
}
