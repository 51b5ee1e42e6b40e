package org.offprint.server.curate;

import java.sql.Timestamp;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.offprint.catalog.paper.Listing;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.account.Account;
import org.offprint.server.account.OwnData;
import org.offprint.server.account.OwnRows;
import org.offprint.server.db.Database;
import org.offprint.server.paper.Papers;
import org.offprint.server.paper.Papers.Offered;

/// The papers that curators chose for a day. They stand first on its page, in the order of the
/// curators; the others follow by votes.
public final class Picks {
  /// How many papers can be chosen for a day.
  static final int MOST = 30;

  /// A paper that was chosen.
  ///
  /// @param place from 1
  /// @param name the account of the curator who chose it
  /// @param why in the curator's words; empty where they gave none
  public record Pick(PaperId paper, int place, String why, String name, String shown) {}

  private final Database database;
  private final Papers papers;
  private final InstantSource clock;

  public Picks(Database database, Papers papers, InstantSource clock) {
    this.database = database;
    this.papers = papers;
    this.clock = clock;
  }

  /// Chooses a paper for a day, after those that were chosen before; one that was is told its new
  /// reason. False when the day has as many as it can have.
  public boolean add(LocalDate day, PaperId paper, String why, Account by) {
    return database.inTransaction(() -> {
      lock(day);
      List<Pick> chosen = of(day);
      boolean known = chosen.stream().anyMatch(pick -> pick.paper().equals(paper));
      if (!known && chosen.size() >= MOST) {
        return false;
      }
      // A day that has only a named edition keeps its papers beside the one that is chosen.
      database
          .sql()
          .sql(
              """
              insert into listing (day, edition, paper, position, submitted_at, submitter)
              select day, 'daily', paper, position, submitted_at, submitter from shown where day = :day
              on conflict do nothing
              """)
          .param("day", day)
          .update();
      papers
          .find(paper)
          .ifPresent(there ->
              papers.save(
                  List.of(
                      new Offered(
                          there, new Listing(day, paper, Listing.DAILY, null, null, null)))));
      database
          .sql()
          .sql(
              """
              insert into pick (day, paper, place, why, account, at)
              values (:day, :paper, :place, :why, :account, :now)
              on conflict (day, paper) do update set why = coalesce(nullif(excluded.why, ''), pick.why)
              """)
          .param("day", day)
          .param("paper", paper.value())
          .param("place", chosen.size() + 1)
          .param("why", why)
          .param("account", by.id())
          .param("now", Timestamp.from(clock.instant()))
          .update();
      return true;
    });
  }

  /// Takes a paper off the choice; it stays on the day's list.
  public void remove(LocalDate day, PaperId paper) {
    database.inTransaction(() -> {
      lock(day);
      database
          .sql()
          .sql("delete from pick where day = :day and paper = :paper")
          .param("day", day)
          .param("paper", paper.value())
          .update();
      place(day, of(day).stream().map(Pick::paper).toList());
      return true;
    });
  }

  /// Moves a paper one place up or down; what is first or last already stays.
  public void move(LocalDate day, PaperId paper, boolean up) {
    database.inTransaction(() -> {
      lock(day);
      List<PaperId> order = new ArrayList<>(of(day).stream().map(Pick::paper).toList());
      int at = order.indexOf(paper);
      int to = up ? at - 1 : at + 1;
      if (at >= 0 && to >= 0 && to < order.size()) {
        Collections.swap(order, at, to);
        place(day, order);
      }
      return true;
    });
  }

  private void place(LocalDate day, List<PaperId> order) {
    for (int i = 0; i < order.size(); i++) {
      database
          .sql()
          .sql("update pick set place = :place where day = :day and paper = :paper")
          .param("place", i + 1)
          .param("day", day)
          .param("paper", order.get(i).value())
          .update();
    }
  }

  private void lock(LocalDate day) {
    database
        .sql()
        .sql(
            "select pg_advisory_xact_lock(hashtext('pick'), cast(:day as date) - date '2000-01-01')")
        .param("day", day)
        .query(row -> {});
  }

  /// What was chosen for a day, in its order.
  public List<Pick> of(LocalDate day) {
    return database
        .sql()
        .sql(
            """
            select p.paper, p.place, p.why, a.name, a.shown from pick p join account a on a.id = p.account
            where p.day = :day order by p.place, p.paper
            """)
        .param("day", day)
        .query((row, number) ->
            new Pick(
                new PaperId(row.getString("paper")),
                row.getInt("place"),
                row.getString("why"),
                row.getString("name"),
                row.getString("shown")))
        .list();
  }

  /// What is kept of each person, for their file and for their leaving.
  public OwnData ownData() {
    return new OwnRows(
        database,
        "picks",
        "select day::text as day, paper, place, why, at from pick where account = :account order by day, place",
        List.of());
  }
}
