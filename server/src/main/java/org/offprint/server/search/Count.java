package org.offprint.server.search;

/// How many papers carry a value.
///
/// @param key what addresses and filters use
/// @param name what people read
public record Count(String key, String name, long papers) {}
