package org.offprint.server.moderation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.offprint.server.account.Account;
import org.offprint.server.account.Accounts;

/// Who brought whom.
public final class People {
  private static final int MOST = 5_000;

  /// @param depth 0 for those whom nobody here invited
  public record Placed(Account account, int depth) {}

  private People() {}

  /// Everybody, each followed by those whom they invited, the first first. Whose inviter has left
  /// stands at the beginning of a line.
  static List<Placed> tree(Accounts accounts) {
    List<Account> all = accounts.all(0, MOST).reversed();
    Map<Long, Account> here = new HashMap<>();
    all.forEach(account -> here.put(account.id(), account));
    Map<Long, List<Account>> invited = new HashMap<>();
    all.forEach(account -> {
      Long by = account.invitedBy();
      invited
          .computeIfAbsent(by == null || !here.containsKey(by) ? 0 : by, key -> new ArrayList<>())
          .add(account);
    });
    List<Placed> placed = new ArrayList<>();
    Deque<Placed> waiting = new ArrayDeque<>();
    push(waiting, invited.get(0L), 0);
    while (!waiting.isEmpty()) {
      Placed next = waiting.pop();
      placed.add(next);
      push(waiting, invited.get(next.account().id()), next.depth() + 1);
    }
    return placed;
  }

  private static void push(Deque<Placed> waiting, @Nullable List<Account> some, int depth) {
    if (some != null) {
      some.reversed().forEach(one -> waiting.push(new Placed(one, depth)));
    }
  }
}
