package org.offprint.server.account;

import java.util.regex.Pattern;

/// ORCID identifiers: fifteen digits and a check character by ISO 7064, MOD 11-2.
final class Orcid {
  private static final Pattern FORM = Pattern.compile("(\\d{4}-){3}\\d{3}[\\dX]");

  private Orcid() {}

  static boolean is(String text) {
    if (!FORM.matcher(text).matches()) {
      return false;
    }
    String digits = text.replace("-", "");
    int sum = 0;
    for (int i = 0; i < 15; i++) {
      sum = (sum + digits.charAt(i) - '0') * 2 % 11;
    }
    int check = (12 - sum) % 11;
    return digits.charAt(15) == (check == 10 ? 'X' : (char) ('0' + check));
  }
}
