package org.offprint.server.digest;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.db.Database;
import org.offprint.server.paper.Papers;
import org.offprint.server.search.LuceneIndex;

/// Which new papers are near to what a reader keeps: the papers on the lists of the account that
/// has confirmed the reader's address, and the library that was imported under its name. Both sides
/// of that link were confirmed by mail, so an address given here reveals nothing of an account.
final class OwnPapers {
  /// The works that were kept last say best what somebody works on now.
  private static final int WORKS = 200;

  private static final int MOST = 10;

  private static final String ACCOUNT =
      "account a where lower(a.mail) = lower(:address) and a.mail_confirmed is not null and a.state = 'active'";

  private final Database database;
  private final Papers papers;
  private final LuceneIndex index;

  OwnPapers(Database database, Papers papers, LuceneIndex index) {
    this.database = database;
    this.papers = papers;
    this.index = index;
  }

  /// At most ten of `among`; none where there is no such account, or it keeps nothing.
  Set<PaperId> near(String address, Collection<PaperId> among) {
    List<PaperId> kept =
        database
            .sql()
            .sql(
                "select k.paper from shelved k join shelf s on s.id = k.shelf where s.account in (select a.id from "
                    + ACCOUNT
                    + ") order by k.at desc limit :works")
            .param("address", address)
            .param("works", WORKS)
            .query((row, number) -> new PaperId(row.getString(1)))
            .list();
    List<String> texts = new ArrayList<>();
    for (Paper paper : papers.byIds(kept)) {
      texts.add(
          paper.title()
              + ". "
              + Objects.requireNonNullElse(
                  paper.abstractText(), Objects.requireNonNullElse(paper.summary(), "")));
    }
    database
        .sql()
        .sql(
            "select title || '. ' || coalesce(abstract, '') from interest where reader in (select a.name from "
                + ACCOUNT
                + ") order by added desc nulls last, key limit :works")
        .param("address", address)
        .param("works", WORKS)
        .query(row -> {
          texts.add(String.valueOf(row.getString(1)));
        });
    Set<PaperId> others = new HashSet<>(among);
    kept.forEach(others::remove);
    return new HashSet<>(index.near(texts, others, MOST));
  }
}
