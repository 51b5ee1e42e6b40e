package org.offprint.server.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.offprint.server.search.Corpus.paper;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.offprint.catalog.paper.Listing;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.db.Database;
import org.offprint.server.db.TestDatabase;
import org.offprint.server.job.Outbox;
import org.offprint.server.paper.Papers;

class IndexJobTest {
  @TempDir Path folder;
  private Database database;
  private Papers papers;
  private LuceneIndex index;
  private IndexJob job;
  private double heat = 1;

  @BeforeEach
  void open() {
    database = TestDatabase.fresh();
    papers = new Papers(database, (paper, shownAt) -> heat);
    restart();
  }

  private void restart() {
    index = LuceneIndex.open(folder);
    job = new IndexJob(database, papers, index);
  }

  @AfterEach
  void close() {
    job.close();
    index.close();
    database.close();
  }

  private void save(String id, String title) {
    papers.save(
        List.of(
            new Papers.Offered(
                paper(id, title, "Text.", List.of(), List.of(), "2024-01-01"), null)));
  }

  private long found(String query) {
    return index.search(Query.parse(query), Order.relevance, 0, 10).total();
  }

  @Test
  void whoeverFillsTheQueueWorksOnItOnlyWhenItIsLongerThanAllowed() {
    save("2411.00001", "One");
    save("2411.00002", "Two");
    save("2411.00003", "Three");

    job.await(3);
    assertEquals(3, job.waiting());
    job.await(2);
    assertEquals(0, job.waiting());
    assertEquals(3, index.size());
  }

  @Test
  void aSavedPaperIsFoundAndItsEntryIsGone() {
    save("2401.00001", "Entropy");
    assertEquals(1, job.waiting());

    job.drain();

    assertEquals(0, job.waiting());
    assertEquals(1, found("entropy"));
  }

  @Test
  void killedBeforeTheEntryIsDeletedTheWorkRepeatsWithoutHarm() {
    save("2401.00001", "Entropy");
    List<Outbox.Entry> entries = new Outbox(database).read(IndexJob.TOPIC, 0, 10);
    index.put(papers.byIds(List.of(new PaperId(entries.getFirst().key()))));
    index.commit();
    index.close(); // and the deletion never came

    restart();
    job.drain();

    assertEquals(1, found("entropy"));
    assertEquals(1, index.size());
    assertEquals(0, job.waiting());
  }

  @Test
  void killedBeforeTheCommitNothingIsLost() {
    save("2401.00001", "Entropy");
    index.put(papers.byIds(List.of(new PaperId("2401.00001"))));
    index.close(); // without a commit

    restart();
    assertEquals(0, index.size());
    job.drain();

    assertEquals(1, found("entropy"));
  }

  @Test
  void anEntryThatCommitsAfterAYoungerOneIsNotDeletedUnread() {
    Outbox outbox = new Outbox(database);
    save("2401.00001", "Entropy");
    save("2401.00002", "Energy");
    List<Outbox.Entry> both = outbox.read(IndexJob.TOPIC, 0, 10);

    outbox.delete(List.of(both.get(1).id())); // the younger was read while the older was invisible

    assertEquals(List.of(both.getFirst()), outbox.read(IndexJob.TOPIC, 0, 10));
  }

  @Test
  void anEntryOfAPaperThatIsGoneRemovesItFromTheIndex() {
    save("2401.00001", "Entropy");
    job.drain();
    database.sql().sql("delete from paper").update();
    database.sql().sql("insert into outbox (topic, key) values ('paper', '2401.00001')").update();

    job.drain();

    assertEquals(0, index.size());
  }

  @Test
  void listenersHearOfAChangeWhenSearchesSeeIt() {
    Set<PaperId> heard = new HashSet<>();
    List<Long> seen = new ArrayList<>();
    job.onChange(changed -> {
      heard.addAll(changed);
      seen.add(found("entropy"));
    });
    save("2401.00001", "Entropy");

    job.drain();

    assertEquals(Set.of(new PaperId("2401.00001")), heard);
    assertEquals(List.of(1L), seen);
  }

  @Test
  void aStartedJobWorksByItself() throws InterruptedException {
    CountDownLatch indexed = new CountDownLatch(1);
    job.onChange(changed -> indexed.countDown());
    job.start();
    save("2401.00001", "Entropy");
    job.wake();

    assertTrue(indexed.await(60, TimeUnit.SECONDS));
    assertEquals(1, found("entropy"));
  }

  @Test
  void editionsAndMethodsAreFoundWithThePaper() {
    papers.save(
        List.of(
            new Papers.Offered(
                paper("2401.00001", "Entropy", "Text."),
                new Listing(
                    LocalDate.of(2026, 3, 5), new PaperId("2401.00001"), "first", 1, null, null))));
    database
        .sql()
        .sql(
            "insert into method (id, name, paper, number, family) values ('cut', 'Cut it',"
                + " '2401.00001', 1, 'loss')")
        .update();

    job.drain();

    assertEquals(1, found("in:first method:cut"));
    assertEquals(1, found("method:\"cut it\" has:method"));
  }

  @Test
  void aRebuildHoldsWhatTheDatabaseHoldsAndScoresAnew() {
    for (int i = 1; i <= 30; i++) {
      save("2401.%05d".formatted(i), "Entropy " + i);
    }
    index.put(List.of(paper("2401.99999", "Entropy of nothing", "Not in the database.")));
    index.commit();
    assertFalse(index.isComplete());
    heat = 42;
    List<Long> progress = new ArrayList<>();

    long papersThere =
        new Reindex(database, papers, index, job).run((done, total) -> progress.add(total));

    assertEquals(30, papersThere);
    assertEquals(30, index.size());
    assertEquals(List.of(30L), progress);
    assertTrue(index.isComplete());
    assertEquals(
        30,
        database
            .sql()
            .sql("select count(*) from paper where heat = 42")
            .query(Long.class)
            .single());
    job.drain();
    assertEquals(30, index.size());
  }
}
