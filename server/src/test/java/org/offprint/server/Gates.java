package org.offprint.server;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.account.Account;
import org.offprint.server.account.ClaimGate;
import org.offprint.server.account.CommentGate;
import org.offprint.server.account.LinkGate;
import org.offprint.server.account.SubmitGate;
import org.offprint.server.account.VoteGate;

/// What programs write, remembered and no more: for tests of the doors, not of what is behind them.
public final class Gates {
  private final Set<String> votes = new LinkedHashSet<>();
  private final List<String> done = new ArrayList<>();

  /// The parts by the names of the real ones, in whose place they stand: each is of one kind only.
  public Map<String, Object> parts() {
    return Map.of(
        "voteGate", (VoteGate) this::vote,
        "commentGate", (CommentGate) this::write,
        "submitGate", (SubmitGate) this::submit,
        "linkGate", (LinkGate) this::link,
        "claimGate", (ClaimGate) this::claim);
  }

  /// What was done, in words, in order.
  public synchronized List<String> done() {
    return List.copyOf(done);
  }

  private synchronized VoteGate.Voted vote(Account account, PaperId paper, boolean on) {
    String vote = account.name() + " " + paper;
    if (on ? votes.add(vote) : votes.remove(vote)) {
      done.add((on ? "vote " : "vote back ") + vote);
    }
    return new VoteGate.Voted(on, votes.stream().filter(one -> one.endsWith(" " + paper)).count());
  }

  private synchronized CommentGate.Written write(
      Account account, PaperId paper, @Nullable Long answers, String text) {
    done.add("comment %s %s %s %s".formatted(account.name(), paper, answers, text));
    return new CommentGate.Written(
        done.size(), paper, answers, text, "<p>" + text + "</p>", Instant.EPOCH);
  }

  private synchronized SubmitGate.Submitted submit(Account account, String what) {
    done.add("submit %s %s".formatted(account.name(), what));
    return new SubmitGate.Submitted(PaperId.parse(what).orElseThrow(), true);
  }

  private synchronized void link(
      Account account, PaperId paper, @Nullable String project, @Nullable String code) {
    done.add("link %s %s %s %s".formatted(account.name(), paper, project, code));
  }

  private synchronized void claim(Account account, PaperId paper, @Nullable Integer place) {
    done.add("claim %s %s %s".formatted(account.name(), paper, place));
  }
}
