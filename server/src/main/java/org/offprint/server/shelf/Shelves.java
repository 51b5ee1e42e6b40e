package org.offprint.server.shelf;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.account.OwnData;
import org.offprint.server.account.OwnRows;
import org.offprint.server.db.Database;

/// Lists of papers that somebody keeps. A private one is its owner's alone, in every answer; a
/// public one is a collection that everybody reads.
public final class Shelves {
  /// What a list is called that somebody gets with the first paper they save.
  public static final String READING = "Reading list";

  static final int MOST_SHELVES = 100;
  static final int MOST_PAPERS = 2_000;

  /// A list.
  ///
  /// @param owner the name of its owner's account
  /// @param shown what pages call its owner
  /// @param papers how many there are on it
  public record Shelf(
      long id,
      long account,
      String owner,
      String shown,
      String name,
      String about,
      boolean isPublic,
      Instant created,
      int papers) {}

  /// A paper on a list.
  public record Kept(PaperId paper, Instant at, String note) {}

  private final Database database;
  private final InstantSource clock;

  public Shelves(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /// A list, if `viewer` may see it.
  ///
  /// @param viewer the account of who asks; 0 for somebody without one
  public Optional<Shelf> find(long id, long viewer) {
    return shelves("s.id = :id and (s.public or s.account = :viewer)", id, viewer).stream()
        .findFirst();
  }

  /// A list, for somebody who has shown that they may see it.
  Optional<Shelf> any(long id) {
    return shelves("s.id = :id and :viewer = 0", id, 0).stream().findFirst();
  }

  /// Everything that somebody keeps.
  public List<Shelf> of(long account) {
    return shelves("s.account = :viewer and :id = 0", 0, account);
  }

  /// The public lists, the newest first.
  public List<Shelf> all() {
    return shelves("s.public and :id = 0 and :viewer = 0", 0, 0);
  }

  /// Makes a list, or gives the one of that name; empty when somebody has as many as can be.
  public Optional<Shelf> make(long account, String name, boolean isPublic) {
    return database.inTransaction(() -> {
      database
          .sql()
          .sql(
              """
              insert into shelf (account, name, public, created)
              select :account, :name, :public, :now where (select count(*) from shelf where account = :account) < :most
              on conflict do nothing
              """)
          .param("account", account)
          .param("name", name)
          .param("public", isPublic)
          .param("now", Timestamp.from(clock.instant()))
          .param("most", MOST_SHELVES)
          .update();
      return of(account).stream().filter(shelf -> shelf.name().equals(name)).findFirst();
    });
  }

  /// Changes a list of this owner; false when it is not theirs, or when they have another of that
  /// name.
  public boolean describe(long account, long id, String name, String about, boolean isPublic) {
    return database
            .sql()
            .sql(
                """
                update shelf set name = :name, about = :about, public = :public
                where id = :id and account = :account
                  and not exists (select 1 from shelf o where o.account = :account and o.name = :name and o.id <> :id)
                """)
            .param("name", name)
            .param("about", about)
            .param("public", isPublic)
            .param("id", id)
            .param("account", account)
            .update()
        > 0;
  }

  public boolean delete(long account, long id) {
    return database
            .sql()
            .sql("delete from shelf where id = :id and account = :account")
            .param("id", id)
            .param("account", account)
            .update()
        > 0;
  }

  /// Puts a paper on a list of this owner; false when it is not theirs or full. A paper that is
  /// there stays, with the new note.
  public boolean put(long account, long id, PaperId paper, String note) {
    return database
            .sql()
            .sql(
                """
                insert into shelved (shelf, paper, at, note)
                select s.id, p.id, :now, :note from shelf s, paper p
                where s.id = :id and s.account = :account and p.id = :paper
                  and (exists (select 1 from shelved k where k.shelf = s.id and k.paper = p.id)
                    or (select count(*) from shelved k where k.shelf = s.id) < :most)
                on conflict (shelf, paper) do update set note = coalesce(nullif(excluded.note, ''), shelved.note)
                """)
            .param("now", Timestamp.from(clock.instant()))
            .param("note", note)
            .param("id", id)
            .param("account", account)
            .param("paper", paper.value())
            .param("most", MOST_PAPERS)
            .update()
        > 0;
  }

  /// Takes a paper off a list of this owner; false when it was not there or the list is not theirs.
  public boolean takeOff(long account, long id, PaperId paper) {
    return database
            .sql()
            .sql(
                "delete from shelved k using shelf s where s.id = k.shelf and s.id = :id and s.account = :account and k.paper = :paper")
            .param("id", id)
            .param("account", account)
            .param("paper", paper.value())
            .update()
        > 0;
  }

  /// The papers of a list, the last one put there first.
  public List<Kept> papers(long id, int offset, int limit) {
    return database
        .sql()
        .sql(
            "select * from shelved where shelf = :id order by at desc, paper offset :offset limit :limit")
        .param("id", id)
        .param("offset", offset)
        .param("limit", limit)
        .query((row, number) ->
            new Kept(
                new PaperId(row.getString("paper")),
                row.getTimestamp("at").toInstant(),
                row.getString("note")))
        .list();
  }

  /// On which of their lists somebody has a paper.
  public List<Shelf> holding(long account, PaperId paper) {
    return shelves(
        "s.account = :viewer and :id = 0 and exists (select 1 from shelved k where k.shelf = s.id and k.paper = :paper)",
        0,
        account,
        paper.value());
  }

  private List<Shelf> shelves(String where, long id, long viewer) {
    return shelves(where, id, viewer, "");
  }

  private List<Shelf> shelves(String where, long id, long viewer, String paper) {
    return database
        .sql()
        .sql(
            "select s.*, a.name as owner, a.shown, (select count(*) from shelved k where k.shelf = s.id)::int as papers"
                + " from shelf s join account a on a.id = s.account where a.state <> 'deleted' and "
                + where
                + "  order by s.id desc limit 500")
        .param("id", id)
        .param("viewer", viewer)
        .param("paper", paper)
        .query((row, number) ->
            new Shelf(
                row.getLong("id"),
                row.getLong("account"),
                row.getString("owner"),
                row.getString("shown"),
                row.getString("name"),
                row.getString("about"),
                row.getBoolean("public"),
                row.getTimestamp("created").toInstant(),
                row.getInt("papers")))
        .list();
  }

  /// What is kept of each person, for their file and for their leaving.
  public OwnData ownData() {
    return new OwnRows(
        database,
        "lists",
        "select s.name, s.about, s.public, s.created, k.paper, k.at, k.note from shelf s left join shelved k on k.shelf = s.id where s.account = :account order by s.id, k.at",
        List.of("delete from shelf where account = :account"));
  }
}
