package org.offprint.server.hook;

import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An address that is told what is new.
///
/// @param gets what it is told
/// @param category one of arXiv's, or a whole archive such as `math`; empty for all papers
/// @param search in the language of the search page; empty for all papers
/// @param most how many papers one message shows; the rest is counted
/// @param why the reason of its state; may be empty
/// @param waitsSince since when papers wait for their list to be settled
/// @param trended the last day whose trending papers it got
public record Hook(
    long id,
    String name,
    URI address,
    Form form,
    Set<Topic> gets,
    String category,
    String search,
    int most,
    State state,
    String why,
    Instant created,
    long papersTold,
    long verdictsTold,
    @Nullable Instant waitsSince,
    LocalDate trended) {
  public static final int MOST_PAPERS = 30;

  public Hook {
    gets = Set.copyOf(gets);
  }

  /// What there is to be told.
  public enum Topic {
    papers("New papers, once a day’s list is settled"),
    verdicts("New verdicts of runs"),
    trending("The trending papers, once a day");

    private final String words;

    Topic(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  /// How its receiver wants to read it.
  public enum Form {
    json("JSON, signed"),
    slack("Slack or Mattermost"),
    matrix("Matrix"),
    teams("Teams");

    private final String words;

    Form(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  public enum State {
    active,
    paused,
    /// Its receiver said that it wants nothing more.
    gone
  }

  /// Its server. What follows in an address of Slack, Teams or Matrix is as good as a password.
  public String place() {
    return "%s://%s/…".formatted(address.getScheme(), address.getRawAuthority());
  }
}
