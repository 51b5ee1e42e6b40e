package org.offprint.lab.evidence;

import java.util.regex.Pattern;

/// What a file in a zip of evidence may be called. Everything else is refused, since somebody may
/// unpack the zip on any system.
final class Names {
  private static final int LONGEST = 200;
  private static final Pattern FORM =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]*(/[A-Za-z0-9][A-Za-z0-9._+-]*)*");
  private static final Pattern RESERVED =
      Pattern.compile("(?i)(.*/)?(con|prn|aux|nul|com\\d|lpt\\d)(\\.[^/]*)?(/.*)?");

  private Names() {}

  static boolean allowed(String name) {
    return name.length() <= LONGEST
        && FORM.matcher(name).matches()
        && !name.endsWith(".")
        && !name.contains("./")
        && !name.contains("..")
        && !RESERVED.matcher(name).matches();
  }

  /// A name made of something that may hold any character, like an identifier.
  static String safe(String words) {
    String safe = words.replaceAll("[^A-Za-z0-9._+-]+", "_").replaceAll("\\.\\.+", ".");
    return safe.matches("[A-Za-z0-9].*") ? safe : "x" + safe;
  }

  /// A hostile name as a message may show it.
  static String shown(String name) {
    String plain = name.replaceAll("[^ -~]", "?");
    return "'" + (plain.length() > 120 ? plain.substring(0, 120) + "…" : plain) + "'";
  }
}
