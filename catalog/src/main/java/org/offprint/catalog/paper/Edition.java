package org.offprint.catalog.paper;

import java.time.LocalDate;

/// A named selection of papers with a date, such as the first edition.
public record Edition(String slug, String name, LocalDate day) {}
