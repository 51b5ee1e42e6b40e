package org.offprint.server.site;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.server.site.ListPage.Paging;

/// The answer to a search.
///
/// @param query what was typed; empty when nothing was asked yet
/// @param found how many papers match, in words
/// @param didYouMean the query with likelier spelling; null as a rule
/// @param notes what was read differently, left out or relaxed
/// @param without what each part of a query that found nothing costs
/// @param newest true when the newest stand first
public record SearchPage(
    Frame frame,
    String query,
    String found,
    PaperPage.@Nullable Link didYouMean,
    List<String> notes,
    List<PaperPage.Link> without,
    boolean newest,
    String relevanceHref,
    String newestHref,
    List<Row> rows,
    Paging paging) {}
