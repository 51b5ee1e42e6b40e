package org.offprint.server.talk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.TestPapers;
import org.offprint.server.account.Account;
import org.offprint.server.account.Accounts;
import org.offprint.server.db.Database;
import org.offprint.server.db.TestDatabase;
import org.offprint.server.feed.Trending;
import org.offprint.server.paper.Papers;
import org.offprint.server.talk.Notices.Kind;

/// The rules of the discussion, on a database and without HTTP.
class CommentsTest {
  private static final Instant NOON = Instant.parse("2026-03-05T12:00:00Z");
  private static final PaperId PAPER = TestPapers.FULL.id();

  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  private final AtomicInteger changes = new AtomicInteger();
  private Database database;
  private Accounts accounts;
  private Notices notices;
  private Comments comments;
  private Notes notes;

  @BeforeEach
  void open() {
    database = TestDatabase.fresh();
    new Papers(database, Trending::heat)
        .save(
            List.of(
                TestPapers.FULL_LISTED, TestPapers.unlisted("2603.00002", "2026-03-01T00:00:00Z")));
    accounts = new Accounts(database, now::get);
    notices = new Notices(database, Marks.NONE, now::get);
    comments =
        new Comments(
            database,
            new Papers(database, Trending::heat),
            notices,
            now::get,
            changes::incrementAndGet);
    notes = new Notes(database, now::get);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Account member(String name, int days) {
    long id =
        database
            .sql()
            .sql(
                "insert into account (name, shown, role, created) values (:name, :name, 'member', cast(:at as timestamptz)) returning id")
            .param("name", name)
            .param("at", NOON.minus(Duration.ofDays(days)).toString())
            .query(Long.class)
            .single();
    return accounts.byId(id).orElseThrow();
  }

  /// Somebody who is not new any more.
  private Account regular(String name) {
    Account account = member(name, 100);
    for (int i = 0; i < Comments.NEW_UNTIL; i++) {
      written(comments.add(account, new PaperId("2603.00002"), null, "before " + i));
    }
    return account;
  }

  private static long written(Said said) {
    assertThat(said).isInstanceOf(Said.Written.class);
    return ((Said.Written) said).id();
  }

  private Comment read(long id, Reader reader) {
    return comments.find(id, reader).orElseThrow();
  }

  private int counted() {
    return database
        .sql()
        .sql("select comments from paper where id = :id")
        .param("id", PAPER.value())
        .query(Integer.class)
        .single();
  }

  @Test
  void aCommentIsThereWithItsCountAndTheScoreFollows() {
    double before = heat();
    Account ada = member("ada", 10);

    long id = written(comments.add(ada, PAPER, null, "  first\r\nsecond  \r\n"));

    Comment comment = read(id, Reader.ANYBODY);
    assertThat(comment.text()).isEqualTo("  first\nsecond");
    assertThat(comment.created()).isEqualTo(NOON);
    assertThat(comment.by(ada.id())).isTrue();
    assertThat(counted()).isEqualTo(1);
    assertThat(heat()).isGreaterThan(before);
    assertThat(changes).hasValue(1);
  }

  private double heat() {
    return database
        .sql()
        .sql("select heat from paper where id = :id")
        .param("id", PAPER.value())
        .query(Double.class)
        .single();
  }

  @Test
  void aFormSentTwiceSaysOnceAndAnotherTextInItSaysMore() {
    Account ada = member("ada", 10);

    long first = written(comments.add(ada, PAPER, null, "once", "form"));
    long again = written(comments.add(ada, PAPER, null, "once", "form"));
    long other = written(comments.add(ada, PAPER, null, "after the back button", "form"));

    assertThat(again).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
    assertThat(counted()).isEqualTo(2);
  }

  /// Guards the lock on the account: without it both forms find nothing of the other.
  @Test
  void aFormSentTwiceAtTheSameTimeSaysOnce() throws Exception {
    Account ada = regular("ada");
    List<Callable<Said>> calls = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      calls.add(() -> comments.add(ada, PAPER, null, "double click", "form"));
    }

    assertThat(at(calls)).containsOnly(at(calls).getFirst());
    assertThat(counted()).isEqualTo(1);
  }

  /// Guards the lock on the paper: without it the second count begins before the first comment is
  /// committed, waits for it, and then leaves it out.
  @Test
  void twoCommentsAtTheSameTimeAreBothCounted() throws Exception {
    Account ada = member("ada", 10);
    Account eve = member("eve", 10);

    Said second =
        whileItIsNotCommitted(
            () -> comments.add(ada, PAPER, null, "one"),
            () -> comments.add(eve, PAPER, null, "two"));

    assertThat(second).isInstanceOf(Said.Written.class);
    assertThat(counted()).isEqualTo(2);
  }

  /// Guards the lock on the account, on papers that have nothing in common.
  @Test
  void theLimitHoldsForFormsOnTwoPapersAtTheSameTime() throws Exception {
    Account eve = member("eve", 0);
    for (int i = 1; i < Comments.MOST_OF_NEW; i++) {
      written(comments.add(eve, PAPER, null, "text " + i));
    }

    Said second =
        whileItIsNotCommitted(
            () -> comments.add(eve, PAPER, null, "the last one"),
            () -> comments.add(eve, new PaperId("2603.00002"), null, "one too many"));

    assertThat(second).isInstanceOf(Said.TooOften.class);
  }

  private Said whileItIsNotCommitted(Callable<Said> first, Callable<Said> second) throws Exception {
    CountDownLatch said = new CountDownLatch(1);
    CountDownLatch commit = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> begun =
          threads.submit(() ->
              database.inTransaction(() -> {
                try {
                  written(first.call());
                  said.countDown();
                  return commit.await(30, TimeUnit.SECONDS);
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
              }));
      said.await();
      Future<Said> other = threads.submit(second);
      Thread.sleep(500); // it comes as far as it can
      commit.countDown();
      assertThat(begun.get()).isTrue();
      return other.get();
    }
  }

  @Test
  void countsAreExactHoweverManyWriteHideAndDeleteAtOnce() throws Exception {
    List<Account> writers = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      writers.add(member("writer" + i, 10));
    }
    List<Callable<Said>> calls = new ArrayList<>();
    for (Account writer : writers) {
      calls.add(() -> {
        long stays = written(comments.add(writer, PAPER, null, "stays"));
        long goes = written(comments.add(writer, PAPER, stays, "goes"));
        long hidden = written(comments.add(writer, PAPER, stays, "is hidden"));
        comments.delete(writer, goes);
        comments.hide(hidden, writer, "because");
        return new Said.Written(stays);
      });
    }

    at(calls);

    assertThat(counted()).isEqualTo(12);
    assertThat(comments.ofPaper(PAPER, Reader.ANYBODY).stream().filter(Comment::open)).hasSize(12);
  }

  private static List<Said> at(List<Callable<Said>> calls) throws Exception {
    List<Said> said = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Said> one : threads.invokeAll(calls)) {
        said.add(one.get());
      }
    }
    return said;
  }

  @Test
  void whatWasSaidBeforeCanBeRead() {
    Account ada = member("ada", 10);
    long id = written(comments.add(ada, PAPER, null, "one"));
    now.set(NOON.plusSeconds(60));
    written(comments.edit(ada, id, 1, "two"));
    now.set(NOON.plusSeconds(120));
    written(comments.edit(ada, id, 2, "three"));
    written(comments.edit(ada, id, 2, "three")); // the form came twice

    Comment comment = read(id, Reader.ANYBODY);
    assertThat(comment.text()).isEqualTo("three");
    assertThat(comment.revision()).isEqualTo(3);
    assertThat(comments.history(comment, Reader.ANYBODY))
        .containsExactly(
            new Comments.Former(2, "two", NOON.plusSeconds(60)),
            new Comments.Former(1, "one", NOON));
  }

  @Test
  void anEditOfWhatWasEditedElsewhereIsRefusedWithItsText() {
    Account ada = member("ada", 10);
    long id = written(comments.add(ada, PAPER, null, "one"));
    written(comments.edit(ada, id, 1, "in one window"));

    assertThat(comments.edit(ada, id, 1, "in another window"))
        .isInstanceOfSatisfying(
            Said.Refused.class, refused -> assertThat(refused.why()).contains("in one window"));
  }

  /// Guards the rule that only the writer changes a comment, below the routes.
  @Test
  void nobodyEditsOrDeletesWhatAnotherSaid() {
    Account ada = member("ada", 10);
    Account eve = member("eve", 10);
    long id = written(comments.add(ada, PAPER, null, "mine"));

    assertThat(comments.edit(eve, id, 1, "yours")).isInstanceOf(Said.Refused.class);
    assertThat(comments.delete(eve, id)).isFalse();
    assertThat(read(id, Reader.ANYBODY).text()).isEqualTo("mine");
  }

  @Test
  void aDeletedTextIsGoneFromTheDatabaseWithEveryFormerOne() {
    Account ada = member("ada", 10);
    long id = written(comments.add(ada, PAPER, null, "secret one"));
    written(comments.edit(ada, id, 1, "secret two"));

    assertThat(comments.delete(ada, id)).isTrue();
    assertThat(comments.delete(ada, id)).isFalse();

    assertThat(
            database
                .sql()
                .sql(
                    "select (select count(*) from comment where text like '%secret%') + (select count(*) from comment_revision)")
                .query(Integer.class)
                .single())
        .isZero();
    assertThat(counted()).isZero();
  }

  /// Guards the masking at the one place where comments are read.
  @Test
  void aHiddenTextIsThereForItsWriterAndForCuratorsOnly() {
    Account ada = member("ada", 10);
    Account eve = member("eve", 10);
    long id = written(comments.add(ada, PAPER, null, "one"));
    written(comments.edit(ada, id, 1, "two"));
    comments.hide(id, eve, "off topic");

    for (Reader reader : List.of(Reader.ANYBODY, new Reader(eve.id(), false))) {
      Comment seen = read(id, reader);
      assertThat(seen.text()).isEmpty();
      assertThat(comments.history(seen, reader)).isEmpty();
      assertThat(comments.ofPaper(PAPER, reader).getFirst().text()).isEmpty();
    }
    for (Reader reader : List.of(new Reader(ada.id(), false), new Reader(eve.id(), true))) {
      Comment seen = read(id, reader);
      assertThat(seen.text()).isEqualTo("two");
      assertThat(comments.history(seen, reader)).hasSize(1);
    }
    assertThat(comments.newest(0, 10)).isEmpty();
    assertThat(comments.newest(PAPER, 0, 10)).isEmpty();
    assertThat(comments.by(ada.id(), 0, 10)).isEmpty();
    assertThat(comments.edit(ada, id, 2, "three")).isInstanceOf(Said.Refused.class);
  }

  @Test
  void anAnswerBelongsToAReadableCommentOnTheSamePaper() {
    Account ada = member("ada", 10);
    long other = written(comments.add(ada, new PaperId("2603.00002"), null, "elsewhere"));
    long hidden = written(comments.add(ada, PAPER, null, "hidden"));
    comments.hide(hidden, ada, "x");

    for (long parent : new long[] {other, hidden, 4711}) {
      assertThat(comments.add(ada, PAPER, parent, "answer")).isInstanceOf(Said.Refused.class);
    }
    assertThat(comments.add(ada, new PaperId("2603.99999"), null, "x"))
        .isInstanceOf(Said.Refused.class);
  }

  @Test
  void nothingAndTooMuchAreRefusedWithTheNumbers() {
    Account ada = member("ada", 10);

    assertThat(comments.add(ada, PAPER, null, " \n ")).isInstanceOf(Said.Refused.class);
    assertThat(comments.add(ada, PAPER, null, "x".repeat(Comments.LONGEST + 1)))
        .isInstanceOfSatisfying(
            Said.Refused.class, refused -> assertThat(refused.why()).contains("65,537", "65,536"));
    written(comments.add(ada, PAPER, null, "x".repeat(Comments.LONGEST)));
  }

  @Test
  void aNewAccountSaysFiveThingsAnHourWithTwoLinksEach() {
    Account eve = member("eve", 0);
    assertThat(comments.add(eve, PAPER, null, "https://a.b/1 https://a.b/2 https://a.b/3"))
        .isInstanceOf(Said.Refused.class);
    for (int i = 0; i < Comments.MOST_OF_NEW; i++) {
      written(comments.add(eve, PAPER, null, "see https://a.b/" + i));
    }

    assertThat(comments.add(eve, PAPER, null, "one more"))
        .isInstanceOfSatisfying(
            Said.TooOften.class, often -> assertThat(often.why()).contains("5 comments"));
    assertThat(comments.toReview(new Reader(null, true), 10)).hasSize(5);
    now.set(NOON.plus(Duration.ofMinutes(61)));
    written(comments.add(eve, PAPER, null, "an hour later"));
  }

  @Test
  void whoIsKnownSaysSixtyThingsAnHourWithAnyLinks() {
    Account ada = regular("ada");
    now.set(NOON.plus(Duration.ofHours(2)));
    for (int i = 0; i < Comments.MOST; i++) {
      written(comments.add(ada, PAPER, null, "https://a.b https://a.c https://a.d " + i));
    }

    assertThat(comments.add(ada, PAPER, null, "one more")).isInstanceOf(Said.TooOften.class);
    assertThat(comments.toReview(new Reader(null, true), 10)).isEmpty();
  }

  @Test
  void everybodyIsToldOnceForTheNearestReason() {
    Account ada = member("ada", 10);
    Account grace = member("grace", 10);
    Account alan = member("alan", 10);
    notices.follow(ada.id(), PAPER, true);
    notices.follow(alan.id(), PAPER, true);
    notices.follow(alan.id(), PAPER, true);
    long first = written(comments.add(ada, PAPER, null, "@ada myself"));

    long answer = written(comments.add(grace, PAPER, first, "@ada @GRACE @nobody"));

    assertThat(notices.of(ada.id(), 0, 10))
        .singleElement()
        .satisfies(notice -> {
          assertThat(notice.kind()).isEqualTo(Kind.reply);
          assertThat(notice.comment()).isEqualTo(answer);
        });
    assertThat(notices.unread(grace.id())).isZero();
    assertThat(notices.of(alan.id(), 0, 10))
        .extracting(Notices.Notice::kind)
        .containsOnly(Kind.paper)
        .hasSize(2);

    written(comments.edit(grace, answer, 1, "@ada @alan named by an edit"));
    assertThat(notices.unread(alan.id())).isEqualTo(2); // knows of it already
    comments.hide(answer, ada, "x");
    assertThat(notices.unread(ada.id())).isZero(); // nobody is called to what cannot be read
    assertThat(notices.of(grace.id(), 0, 10))
        .extracting(Notices.Notice::kind)
        .containsExactly(Kind.hidden);
  }

  /// Guards the account in the question: what comes after what was seen, and what is another's,
  /// stay.
  @Test
  void readIsWhatWasSeenByWhoeverItIsFor() {
    Account ada = member("ada", 10);
    Account grace = member("grace", 10);
    written(comments.add(grace, PAPER, null, "@ada one"));
    long seen = notices.of(ada.id(), 0, 10).getFirst().id();
    written(comments.add(grace, PAPER, null, "@ada two"));
    notices.markRead(grace.id(), Long.MAX_VALUE);
    assertThat(notices.unread(ada.id())).isEqualTo(2);

    notices.markRead(ada.id(), seen);

    assertThat(notices.unread(ada.id())).isEqualTo(1);
  }

  @Test
  void whoLeavesLeavesWhatOthersAnsweredWithoutTheirName() {
    Account ada = member("ada", 10);
    Account grace = member("grace", 10);
    long answered = written(comments.add(ada, PAPER, null, "answered"));
    written(comments.edit(ada, answered, 1, "answered, edited"));
    long own = written(comments.add(ada, PAPER, answered, "my own answer"));
    long answer = written(comments.add(grace, PAPER, answered, "an answer"));
    notes.keep(ada.id(), PAPER, "private");
    notices.follow(ada.id(), PAPER, true);

    comments.forget(ada.id());

    Comment left = read(answered, new Reader(null, true));
    assertThat(left.text()).isEqualTo("answered, edited");
    assertThat(left.writer()).isNull();
    assertThat(left.by()).isEqualTo("Somebody who has left");
    assertThat(comments.history(left, new Reader(null, true))).isEmpty();
    assertThat(read(own, new Reader(null, true)).deleted()).isTrue();
    assertThat(read(answer, Reader.ANYBODY).text()).isEqualTo("an answer");
    assertThat(counted()).isEqualTo(2);
    assertThat(notes.of(ada.id(), PAPER)).isEmpty();
    assertThat(notices.follows(ada.id(), PAPER)).isFalse();
    assertThat(notices.unread(ada.id())).isZero();
  }

  /// Guards the account in the question: a note is its writer's, whatever the role of who asks.
  @Test
  void aNoteIsItsWritersAlone() {
    Account ada = member("ada", 10);
    Account eve = member("eve", 10);
    notes.keep(ada.id(), PAPER, "for me");
    notes.keep(eve.id(), PAPER, "for eve");
    notes.keep(eve.id(), PAPER, "");

    assertThat(notes.of(ada.id(), PAPER)).isEqualTo("for me");
    assertThat(notes.of(eve.id(), PAPER)).isEmpty();
    assertThat(notes.all(eve.id(), 0, 10)).isEmpty();
    assertThat(notes.all(ada.id(), 0, 10)).extracting(Notes.Note::text).containsExactly("for me");
  }
}
