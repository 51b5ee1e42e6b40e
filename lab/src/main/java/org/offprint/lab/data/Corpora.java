package org.offprint.lab.data;

import org.offprint.catalog.result.DataSource;

/// Texts.
public final class Corpora {
  public static final DataSource TINY_SHAKESPEARE =
      new DataSource(
          "tinyshakespeare",
          "text/tinyshakespeare.txt",
          "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt",
          "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
          "public domain text");

  private Corpora() {}
}
