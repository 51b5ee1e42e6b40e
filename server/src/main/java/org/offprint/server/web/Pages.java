package org.offprint.server.web;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/// Answers that are one person's or of one moment: nobody keeps them.
public final class Pages {
  private Pages() {}

  public static ResponseEntity<byte[]> html(byte[] page) {
    return html(200, page);
  }

  public static ResponseEntity<byte[]> html(int status, byte[] page) {
    return ResponseEntity.status(status)
        .header("Content-Type", "text/html;charset=utf-8")
        .header("Cache-Control", "no-store")
        .body(page);
  }

  /// A page whose address is as good as a password: no page that it leads to is told more of it
  /// than its server. With `no-referrer` browsers would not say of its forms, such as that for
  /// signing out, where they come from, and they would be refused.
  public static ResponseEntity<byte[]> secretlyAddressed(int status, byte[] page) {
    ResponseEntity<byte[]> answer = html(status, page);
    return ResponseEntity.status(status)
        .headers(answer.getHeaders())
        .header("Referrer-Policy", "strict-origin")
        .body(page);
  }

  /// The answer to a form: the page to look at now.
  ///
  /// @param path on this server, beginning with one slash
  public static ResponseEntity<byte[]> seeOther(String path) {
    return ResponseEntity.status(HttpStatus.SEE_OTHER)
        .header("Location", path)
        .header("Cache-Control", "no-store")
        .build();
  }

  /// Where to go next, if it is a page of this server; otherwise the front page. Browsers read
  /// `//host` and `/\host` as another server.
  public static String ours(String path) {
    return path.length() <= 500 && path.matches("/(?![/\\\\])[\\x21-\\x7e&&[^\\\\]]*") ? path : "/";
  }
}
