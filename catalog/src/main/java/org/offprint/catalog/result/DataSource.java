package org.offprint.catalog.result;

import java.util.regex.Pattern;

/// A file that a task reads: what it is, where anybody gets it, and how to know that it is the same
/// one.
///
/// @param file its name below a folder of data sets, plain even where it lies there as .gz:
///   `text/tinyshakespeare.txt`
/// @param home where it is fetched from
/// @param sha256 of the plain bytes
/// @param licence as its home states it, or that none is stated
public record DataSource(String name, String file, String home, String sha256, String licence) {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  public DataSource {
    Checks.text("data.name", name);
    Checks.text("data.file", file);
    Checks.text("data.home", home);
    Checks.text("data.licence", licence);
    if (!SHA256.matcher(Checks.present("data.sha256", sha256)).matches()) {
      throw new IllegalArgumentException(
          "data.sha256 of %s = '%s': expected 64 hexadecimal digits in lower case"
              .formatted(name, sha256));
    }
  }
}
