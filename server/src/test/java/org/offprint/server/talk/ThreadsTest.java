package org.offprint.server.talk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.offprint.catalog.paper.PaperId;

class ThreadsTest {
  private static Comment comment(long id, @Nullable Long parent, boolean deleted) {
    return new Comment(
        id,
        new PaperId("2603.01234"),
        parent,
        null,
        deleted ? "" : "text",
        1,
        Instant.EPOCH,
        null,
        deleted,
        null);
  }

  private static String read(List<Comment> comments) {
    StringBuilder read = new StringBuilder();
    Threads.order(comments)
        .forEach(
            one -> read.append(one.comment().id()).append('/').append(one.depth()).append(' '));
    return read.toString().strip();
  }

  @Test
  void answersFollowWhatTheyAnswerInTheOrderInWhichTheyCame() {
    assertThat(
            read(
                List.of(
                    comment(1, null, false),
                    comment(2, null, false),
                    comment(3, 1L, false),
                    comment(4, 2L, false),
                    comment(5, 1L, false),
                    comment(6, 3L, false))))
        .isEqualTo("1/0 3/1 6/2 5/1 2/0 4/1");
  }

  @Test
  void aDeletedPlaceStaysOnlyWhereSomethingAnswersIt() {
    assertThat(
            read(
                List.of(
                    comment(1, null, true),
                    comment(2, null, true),
                    comment(3, 1L, false),
                    comment(4, 2L, true))))
        .isEqualTo("1/0 3/1");
  }

  @Test
  void aThreadAsDeepAsItGetsNeedsNoStack() {
    List<Comment> deep =
        LongStream.rangeClosed(1, 20_000)
            .mapToObj(id -> comment(id, id == 1 ? null : Long.valueOf(id - 1), false))
            .toList();

    assertThat(Threads.order(deep))
        .hasSize(20_000)
        .last()
        .extracting(Threads.Placed::depth)
        .isEqualTo(19_999);
  }
}
