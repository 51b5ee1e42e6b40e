package org.offprint.server.talk;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The order in which comments are read: each followed by its answers, those in the order in which
/// they came.
public final class Threads {
  /// @param depth how many comments it answers, one behind the other; 0 for one about the paper
  /// @param answered the comment that it answers
  public record Placed(Comment comment, int depth, @Nullable Comment answered) {}

  private Threads() {}

  /// Leaves out what is deleted and was not answered.
  ///
  /// @param comments of one paper, in the order in which they came, so that none stands before the
  ///   one that it answers
  public static List<Placed> order(List<Comment> comments) {
    Map<Long, List<Comment>> answers = new HashMap<>();
    for (Comment comment : comments.reversed()) { // answers come before what they answer
      if (!comment.deleted() || answers.containsKey(comment.id())) {
        answers.computeIfAbsent(parent(comment), key -> new ArrayList<>()).add(comment);
      }
    }
    answers.values().forEach(Collections::reverse);

    List<Placed> placed = new ArrayList<>();
    Deque<Placed> waiting = new ArrayDeque<>();
    push(waiting, answers.get(0L), 0, null);
    while (!waiting.isEmpty()) {
      Placed next = waiting.pop();
      placed.add(next);
      push(waiting, answers.get(next.comment().id()), next.depth() + 1, next.comment());
    }
    return placed;
  }

  private static long parent(Comment comment) {
    Long parent = comment.parent();
    return parent == null ? 0 : parent; // numbers begin with 1
  }

  private static void push(
      Deque<Placed> waiting,
      @Nullable List<Comment> answers,
      int depth,
      @Nullable Comment answered) {
    if (answers != null) {
      answers.reversed().forEach(one -> waiting.push(new Placed(one, depth, answered)));
    }
  }
}
