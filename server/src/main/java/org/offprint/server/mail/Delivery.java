package org.offprint.server.mail;

/// What became of a letter that was handed to a carrier.
public sealed interface Delivery {
  /// The server has taken it and answers for it from now on.
  record Accepted() implements Delivery {}

  /// The server wants to be asked again.
  record Later(String reason) implements Delivery {}

  /// The server will not take it, however often it is asked.
  ///
  /// @param ofTheReader whether the address is at fault; else it is this sender, or the mail
  record Refused(boolean ofTheReader, String reason) implements Delivery {}

  /// There is nobody to hand it to, and the next letter will fare no better.
  record Unreachable(String reason) implements Delivery {}
}
