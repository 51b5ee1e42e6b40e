package org.offprint.server.search;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import org.apache.lucene.document.LongField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;

/// A query with exact filters, to be walked through to its end. Where a page begins is said by the
/// last paper of the page before, not by a number, so papers that arrive meanwhile neither repeat
/// nor hide any.
///
/// @param from first day of publication, to last day, both included
public record Walk(
    Query query,
    Order order,
    @Nullable String author,
    @Nullable String category,
    @Nullable String organisation,
    @Nullable LocalDate from,
    @Nullable LocalDate to) {
  /// One page: how many papers match in all, those of the page, and where the next begins.
  public record Step(long total, boolean exactTotal, List<PaperId> ids, @Nullable Mark next) {}

  /// A place in a walk.
  ///
  /// @param score NaN in an order by date
  public record Mark(float score, long published, String id) {
    static Mark of(FieldDoc doc) {
      boolean scored = doc.fields.length == 3;
      return new Mark(
          scored ? (Float) doc.fields[0] : Float.NaN,
          (Long) doc.fields[doc.fields.length - 2],
          ((BytesRef) doc.fields[doc.fields.length - 1]).utf8ToString());
    }

    FieldDoc fieldDoc(boolean scored) {
      Object[] fields =
          scored
              ? new Object[] {score, published, new BytesRef(id)}
              : new Object[] {published, new BytesRef(id)};
      return new FieldDoc(Integer.MAX_VALUE, Float.NaN, fields);
    }

    /// As callers carry it: letters that mean nothing to them.
    public String text() {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString((score + " " + published + " " + id).getBytes(StandardCharsets.UTF_8));
    }

    /// @throws IllegalArgumentException if the text is none that {@link #text} made
    public static Mark parse(String text) {
      try {
        String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
        String[] parts = plain.split(" ", 3);
        new PaperId(parts[2]);
        return new Mark(Float.parseFloat(parts[0]), Long.parseLong(parts[1]), parts[2]);
      } catch (RuntimeException e) {
        throw new IllegalArgumentException("'%s' is not a place in a walk".formatted(text), e);
      }
    }
  }

  org.apache.lucene.search.Query filtered(org.apache.lucene.search.Query words) {
    BooleanQuery.Builder all = new BooleanQuery.Builder().add(words, Occur.MUST);
    if (author != null) {
      all.add(term(Documents.AUTHOR, Documents.authorKey(author)), Occur.FILTER);
    }
    if (category != null) {
      all.add(term(Documents.CATEGORY, Documents.key(category)), Occur.FILTER);
    }
    if (organisation != null) {
      all.add(term(Documents.ORGANISATION_KEY, Documents.key(organisation)), Occur.FILTER);
    }
    if (from != null || to != null) {
      long first = from == null ? Long.MIN_VALUE : millis(from);
      long last = to == null ? Long.MAX_VALUE : millis(to.plusDays(1)) - 1;
      all.add(LongField.newRangeQuery(Documents.PUBLISHED, first, last), Occur.FILTER);
    }
    return all.build();
  }

  private static TermQuery term(String field, String key) {
    return new TermQuery(new Term(field, key));
  }

  private static long millis(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
  }
}
