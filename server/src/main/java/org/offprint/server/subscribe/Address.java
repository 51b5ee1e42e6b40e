package org.offprint.server.subscribe;

import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;

/// A mail address of the kind that people have: a name of unquoted ASCII letters and signs at most
/// 64 long, and a domain with a dot, in ASCII.
public record Address(String value) {
  private static final Pattern FORM =
      Pattern.compile(
          "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
              + "@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z0-9-]{2,63}");

  public Address {
    value = plain(value);
    if (value.length() > 254 || value.indexOf('@') > 64 || !FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a mail address: expected one like ada@example.org"
              .formatted(value.length() > 80 ? value.substring(0, 80) + "…" : value));
    }
  }

  /// A domain in its ASCII form and lower case; the name before it as it was written, since a
  /// server may tell `Ada` from `ada`.
  private static String plain(String written) {
    String text = written.strip();
    int at = text.lastIndexOf('@');
    if (at < 0) {
      return text;
    }
    try {
      return text.substring(0, at + 1)
          + IDN.toASCII(text.substring(at + 1)).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return text; // no domain, which the form refuses
    }
  }

  public String domain() {
    return value.substring(value.lastIndexOf('@') + 1);
  }

  /// The form in which two addresses are one reader's: servers that tell cases apart are not worth
  /// two subscriptions.
  public String key() {
    return value.toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return value;
  }
}
