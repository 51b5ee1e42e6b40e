package org.offprint.server.harvest;

import java.net.URI;
import java.util.List;
import java.util.SplittableRandom;
import org.offprint.server.announce.Announcements;
import org.offprint.server.announce.ArxivCalendar;
import org.offprint.server.db.Database;
import org.offprint.server.feed.Trending;
import org.offprint.server.fetch.FetchSettings;
import org.offprint.server.fetch.Fetcher;
import org.offprint.server.harvest.Following.Followed;
import org.offprint.server.ingest.Intake;
import org.offprint.server.ingest.Quarantine;
import org.offprint.server.paper.Papers;

/// What follows a source, on a database of its choice and a clock that a test sets. Making another
/// one on the same database is what a start after a kill is.
final class Follower implements AutoCloseable {
  private final Database database;
  private final Fetcher fetcher;
  private final Harvester harvester;
  private final Following following;

  Follower(Database database, SetTime time, URI address, Followed... followed) {
    this.database = database;
    Papers papers = new Papers(database, Trending::heat);
    fetcher =
        new Fetcher(
            database,
            time,
            new FetchSettings("test", "test", java.util.Set.of(FetchSettings.origin(address))),
            new SplittableRandom(1));
    harvester =
        new Harvester(
            database,
            fetcher,
            new Intake(papers, new Quarantine(database, time)),
            new Announcements(database, papers, new ArxivCalendar(java.util.Map.of())),
            List.of(followed).stream().map(Followed::source).toList(),
            time,
            new SplittableRandom(1));
    following = new Following(List.of(followed), harvester, time);
  }

  boolean round() throws InterruptedException {
    return following.round();
  }

  /// One page only.
  boolean step() throws InterruptedException {
    return harvester.step();
  }

  void want(Source source, String channel, String day, SetTime time) {
    harvester.want(source.name(), channel, java.time.LocalDate.parse(day), time.instant());
  }

  List<String> column(String sql) {
    return column(database, sql);
  }

  static List<String> column(Database database, String sql) {
    return database.sql().sql(sql).query((row, number) -> String.valueOf(row.getString(1))).list();
  }

  @Override
  public void close() {
    fetcher.close();
  }
}
