package org.offprint.server.mail;

/// What became of a letter that was handed to a carrier. Reasons are the words of the other side,
/// without the addresses in them: they are kept and shown longer than anybody's address is.
public sealed interface Delivery {
  /// The server has taken it and answers for it from now on.
  record Accepted() implements Delivery {}

  /// The server wants to be asked again.
  record Later(String reason) implements Delivery {
    public Later {
      reason = withoutAddresses(reason);
    }
  }

  /// The server will not take it, however often it is asked.
  ///
  /// @param ofTheReader whether the address is at fault; else it is this sender, or the mail
  record Refused(boolean ofTheReader, String reason) implements Delivery {
    public Refused {
      reason = withoutAddresses(reason);
    }
  }

  /// There is nobody to hand it to, and the next letter will fare no better.
  ///
  /// @param atThisLetter whether the connection stood until this letter came: it may be the letter
  record Unreachable(boolean atThisLetter, String reason) implements Delivery {
    public Unreachable {
      reason = withoutAddresses(reason);
    }
  }

  /// A text in which each mail address shows its domain only.
  static String withoutAddresses(String text) {
    return text.replaceAll("[^\\s<>@\"'(),;:]+@", "…@");
  }
}
