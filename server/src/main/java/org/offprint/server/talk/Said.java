package org.offprint.server.talk;

/// What became of something that somebody wants to say.
public sealed interface Said {
  /// It is committed; the same when the form comes again.
  record Written(long id) implements Said {}

  /// @param why in words for whoever wrote it
  record Refused(String why) implements Said {}

  /// A limit is reached.
  ///
  /// @param why in words for whoever wrote it, with what to wait for
  record TooOften(String why) implements Said {}
}
