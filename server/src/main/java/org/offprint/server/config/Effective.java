package org.offprint.server.config;

/// A setting as it holds, for people: a secret is masked.
///
/// @param origin where the value was written, `default` if nowhere
public record Effective(String key, String value, String origin) {}
