package org.offprint.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AnswersTest {
  private static final LocalDate DAY = LocalDate.parse("2026-03-05");

  private final Answers answers = new Answers();
  private final AtomicInteger votes = new AtomicInteger();
  private final AtomicInteger renderings = new AtomicInteger();

  private String ask(String path, @Nullable String query, @Nullable String follows) {
    return new String(
        answers.withHeaders(request(path, query), "text/html", () -> content(follows)).getBody(),
        StandardCharsets.UTF_8);
  }

  private static HttpServletRequest request(String path, @Nullable String query) {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            AnswersTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getRequestURI" -> path;
                  case "getQueryString" -> query;
                  default -> null;
                });
  }

  private Answers.Content content(@Nullable String follows) {
    renderings.incrementAndGet();
    return new Answers.Content(
        ("votes " + votes.get()).getBytes(StandardCharsets.UTF_8), Map.of(), follows);
  }

  @Test
  void anAnswerIsRenderedOnceUntilTheDataChanges() {
    ask("/papers/1", null, "1");
    ask("/papers/1", null, "1");
    ask("/", null, null);
    ask("/", null, null);
    assertThat(renderings).hasValue(2);

    answers.dataChanged();
    ask("/papers/1", null, "1");
    assertThat(renderings).hasValue(3);
  }

  @Test
  void aVoteIsSeenOnThePageOfItsPaperAndOnListsAndLeavesOtherPagesKept() {
    ask("/papers/1", null, "1");
    ask("/papers/1", "from=mail", "1");
    ask("/papers/2", null, "2");
    ask("/", null, null);

    votes.set(1);
    answers.countsChanged("1", List.of(DAY));

    until(() -> ask("/papers/1", null, "1").equals("votes 1"));
    assertThat(ask("/papers/1", "from=mail", "1")).isEqualTo("votes 1");
    until(() -> ask("/", null, null).equals("votes 1"));
    assertThat(ask("/papers/2", null, "2")).as("kept").isEqualTo("votes 0");
  }

  @Test
  void aVoteIsSeenOnThePageOfTheDayAndLeavesOtherDaysKept() {
    ask("/papers/date/2026-03-05", null, Answers.day(DAY));
    ask("/papers/date/2026-03-04", null, Answers.day(DAY.minusDays(1)));

    votes.set(1);
    answers.countsChanged("1", List.of(DAY));

    until(() -> ask("/papers/date/2026-03-05", null, Answers.day(DAY)).equals("votes 1"));
    assertThat(ask("/papers/date/2026-03-04", null, Answers.day(DAY.minusDays(1))))
        .as("kept")
        .isEqualTo("votes 0");
  }

  @Test
  void ofManyVotesTheLastIsSeen() {
    ask("/papers/1", null, "1");
    ask("/", null, null);
    for (int i = 1; i <= 200; i++) {
      votes.set(i);
      answers.countsChanged("1", List.of(DAY));
    }

    until(() -> ask("/papers/1", null, "1").equals("votes 200"));
    until(() -> ask("/", null, null).equals("votes 200"));
    assertThat(renderings.get()).as("not once for each vote").isLessThan(150);
  }

  @Test
  void whatWasRenderedWhileAVoteWasCountedIsNotKept() throws InterruptedException {
    CountDownLatch read = new CountDownLatch(1);
    CountDownLatch counted = new CountDownLatch(1);
    Thread reader =
        Thread.ofVirtual()
            .start(() -> {
              answers.withHeaders(
                  request("/papers/1", null),
                  "text/html",
                  () -> {
                    Answers.Content before = content("1");
                    read.countDown();
                    await(counted);
                    return before;
                  });
            });
    await(read);
    votes.set(1);
    answers.countsChanged("1", List.of(DAY));
    counted.countDown();
    reader.join();

    assertThat(ask("/papers/1", null, "1")).isEqualTo("votes 1");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void until(BooleanSupplier holds) {
    Instant end = Instant.now().plus(Duration.ofSeconds(20));
    while (!holds.getAsBoolean() && Instant.now().isBefore(end)) {
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    assertThat(holds.getAsBoolean()).isTrue();
  }
}
