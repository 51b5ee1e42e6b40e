package org.offprint.server.ingest;

import java.text.Normalizer;
import java.util.Locale;

/// Titles as sources that differ in case, spaces and punctuation agree on them.
final class Titles {
  private Titles() {}

  static String key(String title) {
    String plain =
        Normalizer.normalize(TexText.plain(title), Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
    return plain.replaceAll("[^\\p{L}\\p{Nd}]+", "");
  }
}
