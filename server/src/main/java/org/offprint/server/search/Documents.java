package org.offprint.server.search;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import org.offprint.catalog.paper.Author;
import org.offprint.catalog.paper.Organisation;
import org.offprint.catalog.paper.Paper;

/// What the index holds of a paper. Only the identifier is stored; the rest can be searched but not
/// read back.
final class Documents {
  /// Raise it whenever this class or the cutting of words changes: an index of another format is
  /// built anew.
  static final String FORMAT = "2";

  /// Everything a plain word searches: the title as often as {@link #TITLE_WEIGHT} says, the
  /// abstract or summary, the machine summary, the keywords and the organisation's name.
  static final String BODY = "body";

  static final String TITLE = "title";
  static final String KEYWORDS = "keywords";

  /// Words of the authors' names, and initials at the place of given names.
  static final String NAMES = "names";

  /// Words as written, for "did you mean".
  static final String WORDS = "words";

  static final String ID = "id";
  static final String PUBLISHED = "published";
  static final String AUTHOR = "author";
  static final String CATEGORY = "category";

  /// Categories as people read them, for counts.
  static final String CATEGORY_NAME = "category-name";

  /// Key, name and words of the name, for `org:`.
  static final String ORGANISATION = "organisation";

  static final String ORGANISATION_KEY = "organisation-key";

  /// Key and name as people read them, with a tab between, for counts.
  static final String ORGANISATION_NAME = "organisation-name";

  static final String EDITION = "edition";
  static final String HAS = "has";
  static final String METHOD = "method";

  static final int TITLE_WEIGHT = 2;

  /// In the body the abstract's words have the positions from here to {@link #ABSTRACT_ENDS}, so
  /// that `abs:` needs no field of its own, which would make the index a third larger.
  static final int ABSTRACT_BEGINS = 10_000;

  static final int ABSTRACT_ENDS = 1_000_000;

  /// Distance between texts that no phrase may bridge.
  private static final int GAP = 100;

  private static final FieldType TEXT = type(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS, false);
  private static final FieldType NAME = type(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS, true);
  private static final FieldType WORD = type(IndexOptions.DOCS, true);

  private Documents() {}

  private static FieldType type(IndexOptions options, boolean omitNorms) {
    FieldType type = new FieldType();
    type.setIndexOptions(options);
    type.setTokenized(true);
    type.setOmitNorms(omitNorms);
    type.freeze();
    return type;
  }

  /// The text that stands for the abstract.
  static String text(Paper paper) {
    String text = paper.abstractText() != null ? paper.abstractText() : paper.summary();
    return text == null ? "" : text;
  }

  /// All words of a paper that say what it is about.
  static List<Token> body(Paper paper) {
    return body(paper, Tokens.of(paper.title()), Tokens.of(text(paper)), keywords(paper), 1);
  }

  private static List<Token> body(
      Paper paper, List<Token> title, List<Token> text, List<Token> keywords, int titleWeight) {
    List<Token> body = new ArrayList<>();
    for (int i = 0; i < titleWeight; i++) {
      append(body, title);
    }
    append(body, text, ABSTRACT_BEGINS);
    String machine = Objects.requireNonNullElse(paper.machineSummary(), "");
    append(body, Tokens.of(machine), ABSTRACT_ENDS);
    append(body, keywords);
    if (paper.organisation() != null) {
      append(body, Tokens.of(paper.organisation().name()));
    }
    return body;
  }

  private static List<Token> keywords(Paper paper) {
    List<Token> keywords = new ArrayList<>();
    paper.keywords().forEach(keyword -> append(keywords, Tokens.of(keyword)));
    return keywords;
  }

  private static void append(List<Token> tokens, List<Token> more) {
    append(tokens, more, 0);
  }

  /// Puts the words behind the others, at `place` or later.
  private static void append(List<Token> tokens, List<Token> more, int place) {
    int offset = tokens.isEmpty() ? place : Math.max(place, tokens.getLast().position() + GAP);
    more.forEach(token -> tokens.add(moved(token, token.word(), token.position() + offset)));
  }

  private static Token moved(Token token, String word, int position) {
    return new Token(
        word, token.stem(), position, token.start(), token.end(), token.compound(), token.common());
  }

  static Document of(IndexEntry entry) {
    Paper paper = entry.paper();
    List<Token> title = Tokens.of(paper.title());
    List<Token> text = Tokens.of(text(paper));
    List<Token> keywords = keywords(paper);
    List<Token> body = body(paper, title, text, keywords, TITLE_WEIGHT);

    Document document = new Document();
    document.add(new KeywordField(ID, paper.id().value(), Store.YES));
    if (paper.published() != null) {
      Instant published = paper.published().instant();
      document.add(new LongField(PUBLISHED, published.toEpochMilli(), Store.NO));
    }
    add(document, BODY, body, Token::stem, TEXT);
    add(document, TITLE, title, Token::stem, TEXT);
    add(document, KEYWORDS, keywords, Token::stem, TEXT);
    add(document, NAMES, names(paper), Token::word, NAME);
    add(document, WORDS, distinct(body), Token::word, WORD);
    exact(document, AUTHOR, paper.authors().stream().map(author -> authorKey(author.name())));
    for (String category : categories(paper)) {
      exact(document, CATEGORY, Stream.of(category));
      document.add(new StringField(CATEGORY_NAME, shortened(category), Store.NO));
    }
    if (paper.organisation() != null) {
      addOrganisation(document, paper.organisation());
    }
    exact(document, EDITION, entry.editions().stream());
    exact(document, METHOD, entry.methods().stream());
    exact(document, HAS, has(entry).stream());
    return document;
  }

  private static void addOrganisation(Document document, Organisation organisation) {
    String name = organisation.name();
    exact(document, ORGANISATION_KEY, Stream.of(organisation.slug()));
    exact(
        document,
        ORGANISATION,
        Stream.concat(
            Stream.of(organisation.slug(), name), Tokens.of(name).stream().map(Token::word)));
    document.add(
        new StringField(ORGANISATION_NAME, organisation.slug() + '\t' + shortened(name), Store.NO));
  }

  private static void add(
      Document document,
      String field,
      List<Token> tokens,
      Function<Token, String> text,
      FieldType type) {
    if (!tokens.isEmpty()) {
      document.add(new org.apache.lucene.document.Field(field, new TokenFeed(tokens, text), type));
    }
  }

  private static void exact(Document document, String field, Stream<String> values) {
    values
        .map(Documents::key)
        .filter(value -> !value.isEmpty())
        .distinct()
        .forEach(value -> document.add(new StringField(field, value, Store.NO)));
  }

  /// The form in which whole values are compared: lower case, no accents, single spaces, at most
  /// 200 characters.
  static String key(String value) {
    return shortened(Tokens.folded(value).replaceAll("\\s+", " ").strip());
  }

  /// As {@link #key}, and `G. E. Hinton` is `G E Hinton`.
  static String authorKey(String name) {
    return key(name.replace('.', ' '));
  }

  private static String shortened(String value) {
    return value.length() <= 200 ? value : value.substring(0, 200);
  }

  private static Set<String> categories(Paper paper) {
    Set<String> categories = new LinkedHashSet<>(paper.categories());
    if (paper.primaryCategory() != null) {
      categories.add(paper.primaryCategory());
    }
    return categories;
  }

  private static Set<String> has(IndexEntry entry) {
    Set<String> has =
        entry.paper().links().stream()
            .map(link -> link.kind().name())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    if (entry.paper().abstractText() != null) {
      has.add("abstract");
    }
    if (!entry.methods().isEmpty()) {
      has.add("method");
    }
    return has;
  }

  /// Each name, with the initial of every word but the last at the same place, so that `G. Hinton`
  /// finds Geoffrey Hinton.
  private static List<Token> names(Paper paper) {
    List<Token> names = new ArrayList<>();
    for (Author author : paper.authors()) {
      List<Token> name = Tokens.of(author.name());
      List<Token> withInitials = new ArrayList<>();
      for (Token token : name) {
        Token plain = withoutCommon(token);
        withInitials.add(plain);
        boolean given = token.position() < name.getLast().position();
        if (given && !token.compound() && token.word().length() > 1) {
          withInitials.add(moved(plain, token.word().substring(0, 1), token.position()));
        }
      }
      append(names, withInitials);
    }
    return names;
  }

  /// In a name no word is common: `An Le` and `Will Be`.
  private static Token withoutCommon(Token token) {
    return new Token(
        token.word(),
        token.stem(),
        token.position(),
        token.start(),
        token.end(),
        token.compound(),
        false);
  }

  private static List<Token> distinct(List<Token> tokens) {
    Set<String> seen = new LinkedHashSet<>();
    List<Token> distinct = new ArrayList<>();
    for (Token token : tokens) {
      if (!token.common() && !token.compound() && seen.add(token.word())) {
        distinct.add(token);
      }
    }
    return distinct;
  }
}
