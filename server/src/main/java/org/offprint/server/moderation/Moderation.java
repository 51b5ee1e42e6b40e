package org.offprint.server.moderation;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.account.Account;
import org.offprint.server.account.Accounts;
import org.offprint.server.account.OwnData;
import org.offprint.server.account.OwnRows;
import org.offprint.server.account.Role;
import org.offprint.server.account.Sessions;
import org.offprint.server.db.Database;
import org.offprint.server.moderation.Appeals.Appeal;
import org.offprint.server.moderation.Flags.Target;
import org.offprint.server.paper.Papers;
import org.offprint.server.talk.Comment;
import org.offprint.server.talk.Comments;
import org.offprint.server.talk.Notices;
import org.offprint.server.talk.Reader;

/// The rules of moderation. Every action and its entry in the log commit together; an action that
/// comes a second time changes nothing and is not logged. Whoever calls has made sure of the role.
public final class Moderation {
  private static final Reader CURATOR = new Reader(null, true);

  private final Database database;
  private final Papers papers;
  private final Comments comments;
  private final Notices notices;
  private final Accounts accounts;
  private final Sessions sessions;
  private final Log log;
  private final Flags flags;
  private final Appeals appeals;
  private final Runnable changed;

  /// @param changed is run when what pages show has changed
  public Moderation(
      Database database,
      Papers papers,
      Comments comments,
      Notices notices,
      Accounts accounts,
      Sessions sessions,
      InstantSource clock,
      Runnable changed) {
    this.database = database;
    this.papers = papers;
    this.comments = comments;
    this.notices = notices;
    this.accounts = accounts;
    this.sessions = sessions;
    this.log = new Log(database, clock);
    this.flags = new Flags(database, clock);
    this.appeals = new Appeals(database, clock);
    this.changed = changed;
  }

  public Log log() {
    return log;
  }

  Flags flags() {
    return flags;
  }

  Appeals appeals() {
    return appeals;
  }

  /// Hides a comment; false where it is hidden or deleted already.
  public boolean hide(Account by, long comment, String note) {
    return told(
        database.inTransaction(() -> {
          boolean done = comments.hide(comment, by, Log.line(note));
          if (done) {
            flags.close(by, Target.of(comment));
            log.add(by, Action.hid, comment, null, writer(comment), note);
          }
          return done;
        }));
  }

  /// Lets everybody read a hidden comment again; false where it is not hidden.
  public boolean show(Account by, long comment, String note) {
    return told(
        database.inTransaction(() -> {
          boolean done = comments.show(comment);
          if (done) {
            appeals.settle(by, comment, null);
            log.add(by, Action.showed, comment, null, writer(comment), note);
          }
          return done;
        }));
  }

  /// Closes what is reported of a comment without touching it.
  public boolean leave(Account by, long comment, String note) {
    return told(
        database.inTransaction(() -> {
          boolean waits =
              comments.toReview(CURATOR, 1_000).stream().anyMatch(c -> c.id() == comment);
          boolean done = flags.close(by, Target.of(comment)) > 0 || waits;
          if (done) {
            comments.reviewed(comment);
            log.add(by, Action.left, comment, null, writer(comment), note);
          }
          return done;
        }));
  }

  /// Closes what is reported of a paper.
  public boolean leave(Account by, PaperId paper, String note) {
    return told(
        database.inTransaction(() -> {
          boolean done = flags.close(by, Target.of(paper)) > 0;
          if (done) {
            log.add(by, Action.left, null, paper.value(), null, note);
          }
          return done;
        }));
  }

  /// Takes a paper out of everything that readers see; false where it is hidden already or is not
  /// here.
  public boolean hide(Account by, PaperId paper, String note) {
    return told(
        database.inTransaction(() -> {
          boolean done = papers.hide(paper, true);
          if (done) {
            flags.close(by, Target.of(paper));
            log.add(by, Action.hid, null, paper.value(), null, note);
          }
          return done;
        }));
  }

  /// Puts a hidden paper back; false where it is not hidden.
  public boolean show(Account by, PaperId paper, String note) {
    return told(
        database.inTransaction(() -> {
          boolean done = papers.hide(paper, false);
          if (done) {
            log.add(by, Action.showed, null, paper.value(), null, note);
          }
          return done;
        }));
  }

  /// What the log says of a paper that is hidden.
  public Optional<String> whyHidden(PaperId paper) {
    return log.last(Action.hid, "paper", paper.value()).map(Log.Entry::note);
  }

  /// Only now is it committed: what was rendered before may show what was before.
  private boolean told(boolean done) {
    if (done) {
      changed.run();
    }
    return done;
  }

  private @Nullable Long writer(long comment) {
    return comments
        .find(comment, CURATOR)
        .map(Comment::writer)
        .map(Comment.Writer::account)
        .orElse(null);
  }

  /// Suspends somebody and signs them out everywhere. False where that would leave the server
  /// without an admin, or where they are suspended or gone already.
  public boolean suspend(Account by, Account whom, String note) {
    if (whom.state() != Account.State.active) {
      return false;
    }
    boolean done =
        database.inTransaction(() -> {
          if (!accounts.suspend(whom.id(), true, Log.line(note))) {
            return false;
          }
          sessions.endAll(whom.id(), null);
          log.add(by, Action.suspended, null, null, whom.id(), note);
          return true;
        });
    return told(done);
  }

  /// Ends a suspension; false where there is none.
  public boolean restore(Account by, Account whom, String note) {
    if (whom.state() != Account.State.suspended) {
      return false;
    }
    boolean done =
        database.inTransaction(() -> {
          boolean ended = accounts.suspend(whom.id(), false, "");
          if (ended) {
            appeals.settle(by, null, whom.id());
            log.add(by, Action.restored, null, null, whom.id(), note);
          }
          return ended;
        });
    return told(done);
  }

  /// Gives somebody a role; false where that would leave the server without an admin, or where they
  /// have it already.
  public boolean give(Account by, Account whom, Role role, String note) {
    if (whom.role() == role || whom.state() != Account.State.active) {
      return false;
    }
    boolean done =
        database.inTransaction(() -> {
          boolean given = accounts.setRole(whom.id(), role);
          if (given) {
            log.add(
                by,
                Action.gave_role,
                null,
                null,
                whom.id(),
                note.isBlank() ? role.name() : role.name() + ": " + note);
          }
          return given;
        });
    return told(done);
  }

  /// The decision that somebody can appeal against: about a comment of theirs that is hidden.
  Optional<Log.Entry> hiding(Account account, long comment) {
    return comments
        .find(comment, new Reader(account.id(), false))
        .filter(one -> one.by(account.id()) && one.hidden() != null && !one.deleted())
        .flatMap(one -> log.last(Action.hid, "comment", comment));
  }

  /// The same about their suspension.
  Optional<Log.Entry> suspension(Account account) {
    return account.state() == Account.State.suspended
        ? log.last(Action.suspended, "person", account.id())
        : Optional.empty();
  }

  /// Answers an appeal. What is granted is undone with the answer: the comment can be read again,
  /// the suspension ends. False where it is answered already.
  public boolean answer(Account by, long id, boolean granted, String note) {
    boolean done =
        database.inTransaction(() -> {
          Optional<Appeal> found = appeals.find(id);
          if (found.isEmpty() || !appeals.answer(by, id, granted, note)) {
            return false;
          }
          Appeal appeal = found.get();
          Long comment = appeal.comment();
          if (granted && comment != null) {
            comments.show(comment);
          } else if (granted) {
            accounts.suspend(appeal.account(), false, "");
          } else if (comment != null) {
            notices.moderated(comment, Notices.Kind.refused);
          }
          log.add(
              by, granted ? Action.granted : Action.refused, comment, null, appeal.account(), note);
          return true;
        });
    return told(done);
  }

  /// What is kept of each person, for their file and for their leaving.
  public OwnData ownData() {
    return new OwnData() {
      @Override
      public String name() {
        return "moderation";
      }

      @Override
      public Object export(long account) {
        return Map.of(
            "flags",
            OwnRows.rows(
                database,
                "select comment, paper, reason, words, created, closed from flag where account = :account order by id",
                account),
            "appeals",
            OwnRows.rows(
                database,
                "select comment, words, created, answered, granted, answer from appeal where account = :account order by id",
                account));
      }

      @Override
      public void forget(long account) {
        Moderation.this.forget(account);
      }
    };
  }

  /// Takes away what somebody who leaves wrote here in words of their own.
  public void forget(long account) {
    for (String statement :
        new String[] {
          "update flag set words = '' where account = :account",
          "update appeal set words = '' where account = :account"
        }) {
      database.sql().sql(statement).param("account", account).update();
    }
  }
}
