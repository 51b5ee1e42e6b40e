package org.offprint.server.vote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.TestPapers;
import org.offprint.server.db.Database;
import org.offprint.server.db.TestDatabase;
import org.offprint.server.feed.Trending;
import org.offprint.server.paper.Papers;
import org.offprint.server.vote.Votes.Count;

class VotesTest {
  private static final PaperId PAPER = new PaperId("2603.00001");

  private Database database;
  private Papers papers;
  private Votes votes;

  @BeforeEach
  void open() {
    database = TestDatabase.fresh();
    papers = new Papers(database, Trending::heat);
    papers.save(List.of(TestPapers.unlisted(PAPER.value(), "2026-03-02")));
    votes = new Votes(database, papers, InstantSource.system());
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aVoteSentTwiceIsOneVoteAndOneLineOfTheLog() {
    long ada = account("ada");

    votes.set(ada, PAPER, true);
    Count count = votes.set(ada, PAPER, true).orElseThrow();

    assertThat(count).isEqualTo(new Count(1, 0, true));
    assertThat(events()).isEqualTo(1);
    assertThat(votes.set(ada, PAPER, false).orElseThrow()).isEqualTo(new Count(0, 0, false));
    votes.set(ada, PAPER, false);
    assertThat(events()).isEqualTo(2);
  }

  @Test
  void aVoteIsAddedToWhatSourcesSaidAndHeatFollows() {
    double before = heat();
    assertThat(papers.find(PAPER).orElseThrow().tally().upvotes()).isNull();

    votes.set(account("ada"), PAPER, true);

    assertThat(papers.find(PAPER).orElseThrow().tally().upvotes()).isEqualTo(1);
    assertThat(heat()).isCloseTo(before + 1, within(1e-9)); // log₂(1 + 1)
    assertThat(papers.find(PAPER).orElseThrow().tally().said().upvotes()).isNull();

    papers.save(List.of(TestPapers.unlisted(PAPER.value(), "2026-03-02")));
    assertThat(papers.find(PAPER).orElseThrow().tally().upvotes()).isEqualTo(1);
  }

  @Test
  void theVoteOfAnAuthorIsCountedApartAlsoWhenTheyAreKnownLater() {
    long ada = account("ada");
    votes.set(ada, PAPER, true);
    assertThat(votes.of(PAPER, ada)).isEqualTo(new Count(1, 0, true));

    database.inTransaction(() -> {
      database
          .sql()
          .sql(
              "insert into authorship (paper, account, author, state, proof, asked) values (:paper, :ada, 'Ada', 'approved', '', now())")
          .param("paper", PAPER.value())
          .param("ada", ada)
          .update();
      votes.authorshipChanged(ada, PAPER);
      return true;
    });

    assertThat(votes.of(PAPER, ada)).isEqualTo(new Count(0, 1, true));
    assertThat(votes.check()).isEmpty();
    assertThat(papers.find(PAPER).orElseThrow().tally().upvotes()).isNull();
  }

  @Test
  void nobodyVotesOnAPaperThatIsNotHere() {
    assertThat(votes.set(account("ada"), new PaperId("2603.99999"), true)).isEmpty();
  }

  /// 100 people vote on one paper at once, each sends again and some take back: the count is what
  /// the log says.
  @Test
  void countsAreExactHoweverManyVoteAtOnce() throws Exception {
    List<Long> people = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      people.add(account("person-" + i));
    }
    int expected = 0;
    List<Callable<Void>> work = new ArrayList<>();
    SplittableRandom chance = new SplittableRandom(7);
    for (long person : people) {
      int sends = 1 + chance.nextInt(4);
      boolean stays = chance.nextInt(4) > 0;
      expected += stays ? 1 : 0;
      work.add(() -> {
        for (int i = 0; i < sends; i++) {
          votes.set(person, PAPER, true);
        }
        if (!stays) {
          votes.set(person, PAPER, false);
          votes.set(person, PAPER, false);
        }
        return null;
      });
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Void> done : threads.invokeAll(work)) {
        done.get();
      }
    }

    assertThat(votes.of(PAPER, 0).counted()).isEqualTo(expected);
    assertThat(votes.check()).isEmpty();
  }

  @Test
  void aCountThatIsNotWhatTheLogSaysIsFound() {
    votes.set(account("ada"), PAPER, true);
    database.sql().sql("update paper set votes = 5").update();

    assertThat(votes.check()).containsExactly(new Votes.Difference(PAPER.value(), "votes", 5, 1));
  }

  private long account(String name) {
    return database
        .sql()
        .sql(
            "insert into account (name, shown, role, created) values (:name, :name, 'member', now()) returning id")
        .param("name", name)
        .query(Long.class)
        .single();
  }

  private int events() {
    return database.sql().sql("select count(*) from vote_event").query(Integer.class).single();
  }

  private double heat() {
    return database.sql().sql("select heat from paper").query(Double.class).single();
  }
}
