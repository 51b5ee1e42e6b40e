package org.offprint.server.search;

import static org.apache.lucene.search.BooleanClause.Occur.FILTER;
import static org.apache.lucene.search.BooleanClause.Occur.MUST;
import static org.apache.lucene.search.BooleanClause.Occur.MUST_NOT;
import static org.apache.lucene.search.BooleanClause.Occur.SHOULD;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.document.LongField;
import org.apache.lucene.index.Term;
import org.apache.lucene.queries.spans.SpanNearQuery;
import org.apache.lucene.queries.spans.SpanOrQuery;
import org.apache.lucene.queries.spans.SpanPositionRangeQuery;
import org.apache.lucene.queries.spans.SpanQuery;
import org.apache.lucene.queries.spans.SpanTermQuery;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/// Our query in the index's terms.
///
/// A word matches the body or an author's name, whichever scores higher. Words that stand side by
/// side in the query score again where they stand side by side in the paper, so that `cross
/// entropy` prefers the concept to papers with a cross here and an entropy there. Words in the
/// title score again.
final class Translation {
  private static final float NAME_WEIGHT = 0.6f;
  private static final float TITLE_WORD_WEIGHT = 0.25f;

  /// Divided by the square of the number of words: in a short query being side by side says much,
  /// in a sentence little (see docs/search.md for what was measured).
  private static final float PAIRS_WEIGHT = 6;

  private static final float TITLE_PAIR_WEIGHT = 0.5f;

  /// More than any sum of word scores, so that papers with every word stand before the others.
  private static final float EVERY_WORD_SCORE = 1e3f;

  private static final float REFERENCE_SCORE = 1e6f;

  /// Words beyond these get no score for standing side by side: a pasted abstract is found anyway.
  private static final int MOST_PAIRS = 12;

  /// Queries from this many words on are sentences rather than lists of terms.
  static final int SENTENCE = 5;

  /// Share of its words that a sentence and a paper must have in common. More would lose good
  /// papers: the score already prefers those with more and rarer words.
  private static final double SENTENCE_SHARE = 0.25;

  /// One word of the query: its parts, and the compound that two parts make.
  private record Unit(Clause clause, List<Token> parts, Optional<Token> compound, int position) {
    static Optional<Unit> of(Clause clause, String text, int position) {
      List<Token> tokens = Tokens.of(text);
      List<Token> parts = tokens.stream().filter(t -> !t.compound() && !t.common()).toList();
      Optional<Token> compound =
          parts.size() == 2
              ? tokens.stream().filter(Token::compound).findFirst()
              : Optional.empty();
      return parts.isEmpty()
          ? Optional.empty()
          : Optional.of(new Unit(clause, parts, compound, position));
    }

    boolean isSingle() {
      return parts.size() == 1;
    }
  }

  private final org.offprint.server.search.Query query;
  private final List<Unit> units = new ArrayList<>();

  Translation(org.offprint.server.search.Query query) {
    this.query = query;
    int position = 0;
    for (Clause clause : query.clauses()) {
      if (clause instanceof Clause.Word(String text, boolean excluded) && !excluded) {
        List<Token> tokens = Tokens.of(text);
        Unit.of(clause, text, position).ifPresent(units::add);
        position += tokens.isEmpty() ? 0 : tokens.getLast().position() + 1;
      } else {
        position += 100; // not side by side
      }
    }
  }

  /// How many words count for a match of most words.
  int words() {
    return units.stream().mapToInt(unit -> unit.parts().size()).sum();
  }

  /// The words, in the form of "did you mean".
  List<Clause.Word> wordClauses() {
    return units.stream().map(unit -> (Clause.Word) unit.clause()).toList();
  }

  /// True when there is anything to score; otherwise the order is by date.
  boolean scores() {
    return query.clauses().stream()
        .anyMatch(clause ->
            !clause.excluded()
                && switch (clause) {
                  case Clause.Word word -> units.stream().anyMatch(u -> u.clause() == word);
                  case Clause.Phrase phrase -> true;
                  case Clause.Reference reference -> true;
                  case Clause.Named named -> isText(named.field());
                  case Clause.Published published -> false;
                });
  }

  /// Every word must match.
  Query strict() {
    return whole(every(), !units.isEmpty());
  }

  /// The same with {@link #boosts} in the score of every paper.
  Query boosted() {
    BooleanQuery.Builder words = every();
    boosts(words);
    return whole(words, !units.isEmpty());
  }

  /// All words but one must match, or a quarter of the words of a sentence. A compound counts as
  /// its parts.
  ///
  /// @param someHaveAll whether there are papers with every word, which then stand first
  Query relaxed(boolean someHaveAll) {
    int words = words();
    return some(
        words < SENTENCE ? Math.max(1, words - 1) : (int) Math.ceil(SENTENCE_SHARE * words),
        someHaveAll);
  }

  /// Any word may match.
  Query loosest() {
    return some(1, false);
  }

  private Query some(int atLeast, boolean someHaveAll) {
    BooleanQuery.Builder some = new BooleanQuery.Builder();
    for (Unit unit : units) {
      unit.parts().forEach(part -> some.add(word(part), SHOULD));
    }
    some.setMinimumNumberShouldMatch(atLeast);
    BooleanQuery.Builder text = new BooleanQuery.Builder().add(some.build(), MUST);
    if (someHaveAll) {
      text.add(new BoostQuery(new ConstantScoreQuery(every().build()), EVERY_WORD_SCORE), SHOULD);
    }
    return whole(text, true);
  }

  private BooleanQuery.Builder every() {
    BooleanQuery.Builder every = new BooleanQuery.Builder();
    for (int i = 0; i < units.size(); i++) {
      every.add(unit(i), MUST);
    }
    return every;
  }

  private Query whole(BooleanQuery.Builder words, boolean anyWords) {
    BooleanQuery.Builder text = words;
    BooleanQuery.Builder whole = new BooleanQuery.Builder();
    BooleanQuery.Builder references = new BooleanQuery.Builder();
    boolean anyText = anyWords;
    boolean anyReference = false;
    boolean anyFilter = false;
    for (Clause clause : query.clauses()) {
      if (clause.excluded()) {
        whole.add(single(clause), MUST_NOT);
        continue;
      }
      switch (clause) {
        case Clause.Word word -> {} // in `words`
        case Clause.Phrase phrase -> {
          text.add(single(phrase), MUST);
          anyText = true;
        }
        case Clause.Reference reference -> {
          references.add(single(reference), SHOULD);
          anyReference = true;
        }
        case Clause.Named named when isText(named.field()) -> {
          text.add(single(named), MUST);
          anyText = true;
        }
        case Clause.Named named when named.field() == Field.id -> {}
        case Clause.Named named -> {
          whole.add(single(named), FILTER);
          anyFilter = true;
        }
        case Clause.Published published -> {
          whole.add(single(published), FILTER);
          anyFilter = true;
        }
      }
    }
    anyFilter |= addIdentifiers(whole);
    if (anyReference) {
      if (anyText) {
        references.add(text.build(), SHOULD);
      }
      whole.add(references.build(), MUST);
    } else if (anyText) {
      whole.add(text.build(), MUST);
    } else if (!anyFilter) {
      whole.add(MatchAllDocsQuery.INSTANCE, FILTER);
    }
    return whole.build();
  }

  /// A paper has one identifier, so several `id:` mean any of them.
  private boolean addIdentifiers(BooleanQuery.Builder whole) {
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    boolean some = false;
    for (Clause clause : query.clauses()) {
      if (clause instanceof Clause.Named(Field field, String value, boolean excluded)
          && field == Field.id
          && !excluded) {
        any.add(new TermQuery(new Term(Documents.ID, value)), SHOULD);
        some = true;
      }
    }
    if (some) {
      whole.add(any.build(), FILTER);
    }
    return some;
  }

  private static boolean isText(Field field) {
    return switch (field) {
      case title, abstractText, author, keyword -> true;
      case category, organisation, id, edition, has, method -> false;
    };
  }

  /// What one clause matches, on its own.
  static Query single(Clause clause) {
    return switch (clause) {
      case Clause.Word(String text, boolean excluded) ->
          Unit.of(clause, text, 0)
              .map(Translation::alone)
              .orElseGet(() -> new MatchNoDocsQuery("no letters"));
      case Clause.Phrase(String text, boolean excluded) ->
          new DisjunctionMaxQuery(
              List.of(phrase(Documents.BODY, text, 0), boosted(name(text, 0), NAME_WEIGHT)), 0);
      case Clause.Reference reference ->
          new BoostQuery(
              new ConstantScoreQuery(
                  new TermQuery(new Term(Documents.ID, reference.paper().value()))),
              REFERENCE_SCORE);
      case Clause.Named(Field field, String value, boolean excluded) -> named(field, value);
      case Clause.Published(LocalDate from, LocalDate before, boolean excluded) ->
          LongField.newRangeQuery(
              Documents.PUBLISHED,
              from == null ? Long.MIN_VALUE + 1 : milli(from),
              before == null ? Long.MAX_VALUE : milli(before) - 1);
    };
  }

  private static long milli(LocalDate day) {
    return day.atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
  }

  private static Query named(Field field, String value) {
    String key = Documents.key(value);
    return switch (field) {
      case title -> phrase(Documents.TITLE, value, 0);
      case abstractText -> inAbstract(value);
      case keyword -> phrase(Documents.KEYWORDS, value, 0);
      case author -> name(value, 2); // room for a middle name, and for the family name first
      case category -> category(key);
      case organisation -> new TermQuery(new Term(Documents.ORGANISATION, key));
      case id -> new TermQuery(new Term(Documents.ID, value));
      case edition -> new TermQuery(new Term(Documents.EDITION, key));
      case has -> new TermQuery(new Term(Documents.HAS, key));
      case method -> new TermQuery(new Term(Documents.METHOD, key));
    };
  }

  /// `cs.LG` is itself, `cs.*` and `cs` are every category of the archive.
  private static Query category(String key) {
    if (key.endsWith("*")) {
      return new PrefixQuery(new Term(Documents.CATEGORY, key.substring(0, key.length() - 1)));
    }
    Query exact = new TermQuery(new Term(Documents.CATEGORY, key));
    return key.indexOf('.') >= 0
        ? exact
        : new ConstantScoreQuery(
            new BooleanQuery.Builder()
                .add(exact, SHOULD)
                .add(new PrefixQuery(new Term(Documents.CATEGORY, key + ".")), SHOULD)
                .build());
  }

  private static Query boosted(Query query, float weight) {
    return new BoostQuery(query, weight);
  }

  /// The words of `text` side by side in a field; two parts with a hyphen also as one word.
  private static Query phrase(String field, String text, int slop) {
    List<Token> tokens = Tokens.of(text);
    List<Token> parts = tokens.stream().filter(t -> !t.compound() && !t.common()).toList();
    if (parts.isEmpty()) {
      return new MatchNoDocsQuery("only common words");
    }
    Query phrase = phrase(field, parts, slop);
    Optional<Token> compound = tokens.stream().filter(Token::compound).findFirst();
    return parts.size() == 2 && compound.isPresent()
        ? new DisjunctionMaxQuery(
            List.of(phrase, new TermQuery(new Term(field, compound.get().stem()))), 0)
        : phrase;
  }

  private static Query phrase(String field, List<Token> parts, int slop) {
    if (parts.size() == 1) {
      return new TermQuery(new Term(field, parts.getFirst().stem()));
    }
    PhraseQuery.Builder phrase = new PhraseQuery.Builder().setSlop(slop);
    parts.forEach(part -> phrase.add(new Term(field, part.stem()), part.position()));
    return phrase.build();
  }

  /// The words side by side, where the body holds the abstract.
  private static Query inAbstract(String text) {
    List<Token> tokens = Tokens.of(text);
    List<Token> parts = tokens.stream().filter(t -> !t.compound() && !t.common()).toList();
    if (parts.isEmpty()) {
      return new MatchNoDocsQuery("only common words");
    }
    SpanNearQuery.Builder inOrder = SpanNearQuery.newOrderedNearQuery(Documents.BODY);
    int next = parts.getFirst().position();
    for (Token part : parts) {
      if (part.position() > next) {
        inOrder.addGap(part.position() - next);
      }
      inOrder.addClause(span(part));
      next = part.position() + 1;
    }
    SpanQuery words = parts.size() == 1 ? span(parts.getFirst()) : inOrder.build();
    Optional<Token> compound = tokens.stream().filter(Token::compound).findFirst();
    SpanQuery either =
        parts.size() == 2 && compound.isPresent()
            ? new SpanOrQuery(words, span(compound.get()))
            : words;
    return new SpanPositionRangeQuery(either, Documents.ABSTRACT_BEGINS, Documents.ABSTRACT_ENDS);
  }

  private static SpanQuery span(Token token) {
    return new SpanTermQuery(new Term(Documents.BODY, token.stem()));
  }

  private static Query name(String name, int slop) {
    List<Token> parts = Tokens.of(name).stream().filter(t -> !t.compound()).toList();
    if (parts.isEmpty()) {
      return new MatchNoDocsQuery("no letters");
    }
    if (parts.size() == 1) {
      return new TermQuery(new Term(Documents.NAMES, parts.getFirst().word()));
    }
    PhraseQuery.Builder phrase = new PhraseQuery.Builder().setSlop(slop);
    parts.forEach(part -> phrase.add(new Term(Documents.NAMES, part.word())));
    return phrase.build();
  }

  private static Query word(Token token) {
    return new DisjunctionMaxQuery(
        List.of(
            new TermQuery(new Term(Documents.BODY, token.stem())),
            boosted(new TermQuery(new Term(Documents.NAMES, token.word())), NAME_WEIGHT)),
        0);
  }

  private static Query alone(Unit unit) {
    return new DisjunctionMaxQuery(alternatives(unit), 0);
  }

  private static List<Query> alternatives(Unit unit) {
    List<Query> alternatives = new ArrayList<>();
    if (unit.isSingle()) {
      alternatives.add(word(unit.parts().getFirst()));
    } else {
      alternatives.add(phrase(Documents.BODY, unit.parts(), 0));
      alternatives.add(boosted(name(((Clause.Word) unit.clause()).text(), 0), NAME_WEIGHT));
      unit.compound()
          .ifPresent(
              both -> alternatives.add(new TermQuery(new Term(Documents.BODY, both.stem()))));
    }
    return alternatives;
  }

  /// The unit, or the word that it makes with its neighbour: `data set` finds `dataset`.
  private Query unit(int i) {
    List<Query> alternatives = alternatives(units.get(i));
    joined(i - 1).ifPresent(alternatives::add);
    joined(i).ifPresent(alternatives::add);
    return new DisjunctionMaxQuery(alternatives, 0);
  }

  private Optional<Query> joined(int i) {
    if (i < 0 || i + 1 >= units.size() || !areNeighbours(units.get(i), units.get(i + 1))) {
      return Optional.empty();
    }
    String both =
        units.get(i).parts().getFirst().word() + units.get(i + 1).parts().getFirst().word();
    return Optional.of(new TermQuery(new Term(Documents.BODY, Stems.of(both))));
  }

  private static boolean areNeighbours(Unit left, Unit right) {
    return left.isSingle() && right.isSingle() && right.position() == left.position() + 1;
  }

  /// Scores that no paper needs but that put the better ones first; empty without words.
  Optional<Query> boosts() {
    BooleanQuery.Builder boosts = new BooleanQuery.Builder();
    boosts(boosts);
    return units.isEmpty() ? Optional.empty() : Optional.of(boosts.build());
  }

  private void boosts(BooleanQuery.Builder text) {
    for (Unit unit : units) {
      for (Token part : unit.parts()) {
        text.add(
            boosted(new TermQuery(new Term(Documents.TITLE, part.stem())), TITLE_WORD_WEIGHT),
            SHOULD);
      }
    }
    float pairWeight = PAIRS_WEIGHT / Math.max(1, units.size() * units.size());
    for (int i = 0; i + 1 < Math.min(units.size(), MOST_PAIRS + 1); i++) {
      Unit left = units.get(i);
      Unit right = units.get(i + 1);
      int distance = right.position() - left.position();
      if (distance <= 3 && left.isSingle() && right.isSingle()) {
        text.add(boosted(pair(Documents.BODY, left, right, distance), pairWeight), SHOULD);
        text.add(
            boosted(pair(Documents.TITLE, left, right, distance), pairWeight * TITLE_PAIR_WEIGHT),
            SHOULD);
      }
    }
  }

  private static Query pair(String field, Unit left, Unit right, int distance) {
    return new PhraseQuery.Builder()
        .add(new Term(field, left.parts().getFirst().stem()), 0)
        .add(new Term(field, right.parts().getFirst().stem()), distance)
        .build();
  }
}
