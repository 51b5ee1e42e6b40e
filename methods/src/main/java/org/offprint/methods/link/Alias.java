package org.offprint.methods.link;

/// One of the names of a concept; the same name may belong to several concepts.
public record Alias(String concept, String name) {}
