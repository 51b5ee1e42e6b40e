package org.offprint.catalog.paper;

import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Two records of one paper, field by field: the record with the higher {@link Origin} decides what
/// it knows. Each field remembers its own origin, which makes the merge commutative, associative
/// and idempotent: any order and any repetition of an import ends in the same paper.
final class Merge {
  private final Paper left;
  private final Paper right;
  private final Origin top;
  private final Map<String, Origin> elsewhere = new TreeMap<>();

  Merge(Paper left, Paper right) {
    this.left = left;
    this.right = right;
    Origin a = left.origin().alone();
    Origin b = right.origin().alone();
    this.top = a.compareTo(b) >= 0 ? a : b;
  }

  /// The value of the higher origin among those that are known.
  <T> @Nullable T known(String field, Function<Paper, @Nullable T> value) {
    return preferred(field, value, (a, b) -> 0);
  }

  /// The value that `preference` puts last; the origins decide where it sees no difference.
  <T> @Nullable T preferred(
      String field, Function<Paper, @Nullable T> value, Comparator<Candidate<T>> preference) {
    Candidate<T> chosen = candidate(left, field, value);
    Candidate<T> other = candidate(right, field, value);
    if (chosen == null || (other != null && order(chosen, other, preference) < 0)) {
      chosen = other;
    }
    if (chosen == null) {
      return null;
    }
    if (chosen.origin().compareTo(top) != 0) {
      elsewhere.put(field, chosen.origin());
    }
    return chosen.value();
  }

  /// Call when every field is chosen.
  Origin origin() {
    return top.with(elsewhere);
  }

  record Candidate<T>(T value, Origin origin) {}

  private static <T> int order(
      Candidate<T> a, Candidate<T> b, Comparator<Candidate<T>> preference) {
    int order = preference.compare(a, b);
    order = order != 0 ? order : a.origin().compareTo(b.origin());
    return order != 0 ? order : a.value().toString().compareTo(b.value().toString());
  }

  private static <T> @Nullable Candidate<T> candidate(
      Paper paper, String field, Function<Paper, @Nullable T> value) {
    T known = value.apply(paper);
    if (known == null || (known instanceof Collection<?> list && list.isEmpty())) {
      return null;
    }
    return new Candidate<>(known, paper.origin().of(field));
  }
}
