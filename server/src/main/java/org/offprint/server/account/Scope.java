package org.offprint.server.account;

import java.util.Locale;
import java.util.Optional;

/// What a program may do with somebody's token: each alone, none contains another.
public enum Scope {
  /// Sees what its owner sees of themselves.
  read("see your name, address and role"),
  /// Votes and takes votes back.
  vote("vote and take votes back"),
  /// Writes comments.
  comment("write comments"),
  /// Submits papers, and links to what belongs to them.
  submit("submit papers and their links"),
  /// Does what curators do; of use to them alone.
  curate("do what curators do, if you are one");

  private final String words;

  Scope(String words) {
    this.words = words;
  }

  /// What it allows, to go on after "may".
  public String words() {
    return words;
  }

  /// The scope of a name, whatever its capitals.
  static Optional<Scope> of(String name) {
    for (Scope scope : values()) {
      if (scope.name().equals(name.toLowerCase(Locale.ROOT))) {
        return Optional.of(scope);
      }
    }
    return Optional.empty();
  }
}
