package org.offprint.server.config;

/// How the connection to a mail server is kept from being read.
public enum MailSecurity {
  /// It is not: for a server on the same machine.
  none,
  /// It begins open and must become encrypted before anything is said.
  starttls,
  /// It is encrypted from its first byte.
  tls
}
