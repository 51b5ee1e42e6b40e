package org.offprint.server.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.lucene.analysis.core.KeywordAnalyzer;
import org.apache.lucene.document.LongField;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.QueryRescorer;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.SortedNumericSelector;
import org.apache.lucene.search.SortedSetSelector;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopFieldDocs;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.search.TotalHits;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.Lock;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;

/// The search index in a folder. It knows identifiers and orders; the papers themselves are read
/// from the database. Searches see what was committed last. Safe for use by many threads.
public final class LuceneIndex implements AutoCloseable {
  /// Hits beyond this place are not shown: a page that deep is asked for by crawlers, and a date in
  /// the query gets a person there sooner.
  public static final int DEEPEST = 10_000;

  /// Totals up to this are exact.
  private static final int COUNTED = 10_000;

  /// So many of the best by their words are scored again by what stands side by side and in titles.
  private static final int RESCORED = 1_000;

  /// With fewer hits than this a likelier spelling is looked for.
  private static final int FEW = 5;

  /// With fewer hits than this a sentence is answered with papers that have part of its words, too.
  private static final int FEW_FOR_A_SENTENCE = 10;

  private static final int RAM_BUFFER_MB = 64;

  /// A search looks every word up in every segment; fewer cost more merging while papers come in.
  private static final int SEGMENTS = 4;

  private static final int PARALLEL_FROM = 64;

  private static final Sort NEWEST = new Sort(byDate(), byId());
  private static final Sort RELEVANCE = new Sort(SortField.FIELD_SCORE, byDate(), byId());

  private final Directory directory;

  /// Null where another process writes and this one only reads.
  private final @Nullable IndexWriter writer;

  private final SearcherManager searchers;
  private final Spelling spelling = new Spelling();
  private volatile boolean complete;
  private volatile Counts counts = new Counts(-1, List.of(), List.of());

  private record Counts(long version, List<Count> categories, List<Count> organisations) {}

  private record Ranked(PaperId id, float score, long published) {}

  private static final Comparator<Ranked> BY_SCORE =
      Comparator.comparingDouble(Ranked::score)
          .thenComparingLong(Ranked::published)
          .reversed()
          .thenComparing(hit -> hit.id().value());

  private record Page(long total, boolean exact, List<Hits.Hit> hits) {}

  private interface Work<T> {
    T with(IndexSearcher searcher) throws IOException;
  }

  private LuceneIndex(Directory directory, boolean fresh, boolean complete) throws IOException {
    this.directory = directory;
    this.complete = complete;
    IndexWriterConfig config = new IndexWriterConfig(new KeywordAnalyzer());
    config.setRAMBufferSizeMB(RAM_BUFFER_MB);
    config.setMergePolicy(new TieredMergePolicy().setSegmentsPerTier(SEGMENTS));
    config.setOpenMode(
        fresh ? IndexWriterConfig.OpenMode.CREATE : IndexWriterConfig.OpenMode.CREATE_OR_APPEND);
    IndexWriter opened = new IndexWriter(directory, config);
    writer = opened;
    if (fresh) {
      commitWriter(opened);
    }
    searchers = new SearcherManager(opened, null);
  }

  private LuceneIndex(Directory directory) throws IOException {
    this.directory = directory;
    this.complete = true;
    writer = null;
    searchers = new SearcherManager(directory, null);
  }

  private static SortField byDate() {
    return LongField.newSortField(
        Documents.PUBLISHED, true, SortedNumericSelector.Type.MAX, Long.MIN_VALUE);
  }

  private static SortField byId() {
    return org.apache.lucene.document.KeywordField.newSortField(
        Documents.ID, false, SortedSetSelector.Type.MIN);
  }

  /// Opens the index, or begins an empty one where there is none, where it cannot be read, or where
  /// another version of Offprint has written it: then {@link #isComplete} is false.
  public static LuceneIndex open(Path folder) {
    try {
      Files.createDirectories(folder);
      Directory directory = FSDirectory.open(folder);
      Map<String, String> facts = facts(directory);
      boolean ours = Documents.FORMAT.equals(facts.get("format"));
      if (!ours) {
        empty(directory);
      }
      return new LuceneIndex(directory, !ours, ours && "true".equals(facts.get("complete")));
    } catch (LockObtainFailedException e) {
      throw new IndexFailure(
          "The index in %s is in use by another Offprint. Stop that one, or give this one a data folder of its own with --data."
              .formatted(folder),
          e);
    } catch (IOException e) {
      throw new IndexFailure(
          "The index in %s cannot be opened: %s. Check the folder's owner and space; the index can be deleted and is then rebuilt."
              .formatted(folder, e),
          e);
    }
  }

  /// Opens the index that another process writes, as it is now. Whatever would change it is
  /// refused.
  public static LuceneIndex openReading(Path folder) {
    try {
      return new LuceneIndex(FSDirectory.open(folder));
    } catch (IOException e) {
      throw new IndexFailure(
          "There is no index to read in %s yet: %s. The server that runs on this folder makes it; try again in a moment."
              .formatted(folder, e),
          e);
    }
  }

  private static Map<String, String> facts(Directory directory) throws IOException {
    try {
      return SegmentInfos.readLatestCommit(directory).getUserData();
    } catch (IndexNotFoundException
        | NoSuchFileException
        | IndexFormatTooOldException
        | IndexFormatTooNewException
        | CorruptIndexException unreadable) {
      return Map.of();
    }
  }

  private static void empty(Directory directory) throws IOException {
    try (Lock lock = directory.obtainLock(IndexWriter.WRITE_LOCK_NAME)) {
      for (String file : directory.listAll()) {
        if (!file.equals(IndexWriter.WRITE_LOCK_NAME)) {
          lock.ensureValid();
          directory.deleteFile(file);
        }
      }
    }
  }

  /// False until a rebuild from the database has run to its end: then {@link Reindex} is due.
  public boolean isComplete() {
    return complete;
  }

  /// Says that everything in the database is in the index; durable with the next commit.
  public void markComplete() {
    complete = true;
  }

  /// Adds or replaces papers that stand in no edition and have no method.
  public void put(Collection<Paper> papers) {
    putEntries(papers.stream().map(IndexEntry::of).toList());
  }

  /// Adds or replaces papers. Searches see them after {@link #commit}.
  public void putEntries(Collection<IndexEntry> entries) {
    Map<PaperId, IndexEntry> latest = new LinkedHashMap<>();
    entries.forEach(entry -> latest.put(entry.paper().id(), entry));
    Stream<IndexEntry> stream = latest.values().stream();
    (latest.size() < PARALLEL_FROM ? stream : stream.parallel()).forEach(this::putEntry);
  }

  private void putEntry(IndexEntry entry) {
    writing(writer -> writer.updateDocument(idTerm(entry.paper().id()), Documents.of(entry)));
  }

  public void remove(Collection<PaperId> papers) {
    Term[] terms = papers.stream().map(LuceneIndex::idTerm).toArray(Term[]::new);
    writing(writer -> writer.deleteDocuments(terms));
  }

  private static Term idTerm(PaperId paper) {
    return new Term(Documents.ID, paper.value());
  }

  /// Empties the index; from here until {@link #markComplete} it is incomplete.
  public void clear() {
    complete = false;
    writing(IndexWriter::deleteAll);
    commit();
  }

  /// Makes all changes durable and visible to searches.
  public void commit() {
    writing(writer -> {
      commitWriter(writer);
      searchers.maybeRefreshBlocking();
      return 0L;
    });
  }

  private void commitWriter(IndexWriter writer) throws IOException {
    Map<String, String> facts =
        Map.of("format", Documents.FORMAT, "complete", Boolean.toString(complete));
    writer.setLiveCommitData(facts.entrySet());
    writer.commit();
  }

  private interface Change {
    long apply(IndexWriter writer) throws IOException;
  }

  private void writing(Change change) {
    if (writer == null) {
      throw new IllegalStateException("this index is open for reading; its server writes it");
    }
    try {
      change.apply(writer);
    } catch (IOException e) {
      throw new IndexFailure(
          "The index could not be written: %s. Nothing is lost: the database is the truth; check the disk."
              .formatted(e),
          e);
    }
  }

  private <T> T reading(Work<T> work) {
    try {
      IndexSearcher searcher = searchers.acquire();
      try {
        return work.with(searcher);
      } finally {
        searchers.release(searcher);
      }
    } catch (IOException e) {
      throw new IndexFailure(
          "The index could not be read: %s. Run `./offprint reindex` if it happens again."
              .formatted(e),
          e);
    }
  }

  /// How many papers searches see.
  public long size() {
    return reading(searcher -> (long) searcher.getIndexReader().numDocs());
  }

  /// Answers a query, from the place `offset` on, with at most `limit` hits.
  public Hits search(Query query, Order order, int offset, int limit) {
    return reading(searcher -> answer(searcher, query, order, offset, limit));
  }

  /// Those of `among` that match a query exactly as it was asked: nothing is relaxed, and a query
  /// without clauses matches nothing.
  public Set<PaperId> matching(Query query, Collection<PaperId> among) {
    if (query.isEmpty() || among.isEmpty()) {
      return Set.of();
    }
    BooleanQuery both =
        new BooleanQuery.Builder()
            .add(new Translation(query).strict(), BooleanClause.Occur.MUST)
            .add(
                new TermInSetQuery(
                    Documents.ID, among.stream().map(id -> new BytesRef(id.value())).toList()),
                BooleanClause.Occur.FILTER)
            .build();
    return reading(searcher -> {
      Set<PaperId> found = new HashSet<>();
      for (ScoreDoc hit : searcher.search(both, among.size()).scoreDocs) {
        found.add(
            new PaperId(
                searcher.storedFields().document(hit.doc, Set.of(Documents.ID)).get(Documents.ID)));
      }
      return found;
    });
  }

  private Hits answer(IndexSearcher searcher, Query query, Order order, int offset, int limit)
      throws IOException {
    Translation translation = new Translation(query);
    List<String> notes = new ArrayList<>(query.notes());
    Order used = translation.scores() ? order : Order.newest;
    Optional<org.apache.lucene.search.Query> boosts = translation.boosts();
    Page strict = page(searcher, translation.strict(), boosts, used, offset, limit, notes);
    Page page = strict;
    if (isThin(strict.total(), translation)) {
      org.apache.lucene.search.Query relaxed = translation.relaxed(strict.total() > 0);
      page = page(searcher, relaxed, boosts, used, offset, limit, notes);
      if (page.total() == 0) {
        page = page(searcher, translation.loosest(), boosts, used, offset, limit, notes);
      }
    }
    boolean relaxed = page.total() > strict.total();
    notes.addAll(Help.notes(query, translation, strict.total(), page.total(), searcher));
    Optional<String> didYouMean =
        strict.total() < FEW ? didYouMean(searcher, query, strict.total()) : Optional.empty();
    List<Hits.Without> without = page.total() == 0 ? Help.without(query, searcher) : List.of();
    return new Hits(
        page.total(),
        page.exact(),
        page.hits(),
        didYouMean,
        notes.stream().distinct().toList(),
        relaxed,
        without);
  }

  /// True when fewer words than all should do: no paper has all, or few have all of a sentence.
  private static boolean isThin(long total, Translation translation) {
    return translation.words() >= Translation.SENTENCE
        ? total < FEW_FOR_A_SENTENCE
        : total == 0 && translation.words() > 1;
  }

  private Optional<String> didYouMean(IndexSearcher searcher, Query query, long found)
      throws IOException {
    Optional<Query> better = spelling.better(query, searcher.getIndexReader());
    return better.isPresent() && searcher.count(new Translation(better.get()).strict()) > found
        ? Optional.of(better.get().toString())
        : Optional.empty();
  }

  private static Page page(
      IndexSearcher searcher,
      org.apache.lucene.search.Query query,
      Optional<org.apache.lucene.search.Query> boosts,
      Order order,
      int offset,
      int limit,
      List<String> notes)
      throws IOException {
    if (offset < 0 || limit < 0) {
      throw new IllegalArgumentException(
          "offset is %d and limit is %d; both must be 0 or more".formatted(offset, limit));
    }
    int end = (int) Math.min((long) offset + limit, DEEPEST);
    if ((long) offset + limit > DEEPEST) {
      notes.add(
          "Only the first %,d papers can be paged through; a date such as before:2024-05 shows the ones after."
              .formatted(DEEPEST));
    }
    if (offset >= end) {
      int total = searcher.count(query);
      return new Page(total, true, List.of());
    }
    if (order == Order.newest) {
      return sorted(searcher, query, NEWEST, offset, end);
    }
    return boosts.isPresent()
        ? best(searcher, query, boosts.get(), offset, end)
        : sorted(searcher, query, RELEVANCE, offset, end);
  }

  private static boolean isExact(TopDocs top) {
    return top.totalHits.relation() == TotalHits.Relation.EQUAL_TO;
  }

  /// The best by their words first, then the best of these by what costs more to look for.
  private static Page best(
      IndexSearcher searcher,
      org.apache.lucene.search.Query query,
      org.apache.lucene.search.Query boosts,
      int offset,
      int end)
      throws IOException {
    int kept = Math.ceilDiv(end, RESCORED) * RESCORED;
    TopDocs top =
        searcher.search(query, new TopScoreDocCollectorManager(kept, Math.max(kept, COUNTED)));
    ScoreDoc[] found = top.scoreDocs;
    int some = Math.min(found.length, RESCORED);
    TopDocs first = new TopDocs(top.totalHits, Arrays.copyOf(found, some));
    ScoreDoc[] again = QueryRescorer.rescore(searcher, first, boosts, 1, some).scoreDocs;
    System.arraycopy(again, 0, found, 0, some);
    List<Hits.Hit> hits = new ArrayList<>();
    int to = Math.min(end, found.length);
    for (int from = offset; from < to; from = (from / RESCORED + 1) * RESCORED) {
      hits.addAll(inOrder(searcher, found, from, to));
    }
    return new Page(top.totalHits.value(), isExact(top), hits);
  }

  /// Hits from a place on, up to another one or the next multiple of {@link #RESCORED}. Equal
  /// scores go by date, then by identifier, among all that are equal, but not across such a
  /// multiple: what stands beyond it differs with how many were asked for.
  private static List<Hits.Hit> inOrder(
      IndexSearcher searcher, ScoreDoc[] found, int from, int before) throws IOException {
    int low = from / RESCORED * RESCORED;
    int high = Math.min(found.length, low + RESCORED);
    int to = Math.min(before, high);
    int equalFrom = from;
    while (equalFrom > low && found[equalFrom - 1].score == found[from].score) {
      equalFrom--;
    }
    int equalTo = to;
    while (equalTo < high && found[equalTo].score == found[to - 1].score) {
      equalTo++;
    }
    List<Ranked> ranked = new ArrayList<>();
    for (int i = equalFrom; i < equalTo; i++) {
      ranked.add(ranked(searcher, found[i]));
    }
    ranked.sort(BY_SCORE);
    return ranked.subList(from - equalFrom, to - equalFrom).stream()
        .map(hit -> new Hits.Hit(hit.id(), hit.score()))
        .toList();
  }

  private static Page sorted(
      IndexSearcher searcher, org.apache.lucene.search.Query query, Sort sort, int offset, int end)
      throws IOException {
    TopFieldDocs top =
        searcher.search(query, new TopFieldCollectorManager(sort, end, Math.max(end, COUNTED)));
    List<Hits.Hit> hits = new ArrayList<>();
    for (int i = offset; i < top.scoreDocs.length; i++) {
      FieldDoc doc = (FieldDoc) top.scoreDocs[i];
      hits.add(new Hits.Hit(idOf(doc), doc.fields[0] instanceof Float score ? score : 0));
    }
    return new Page(top.totalHits.value(), isExact(top), hits);
  }

  private static Ranked ranked(IndexSearcher searcher, ScoreDoc found) throws IOException {
    List<LeafReaderContext> leaves = searcher.getIndexReader().leaves();
    LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(found.doc, leaves));
    int document = found.doc - leaf.docBase;
    SortedSetDocValues ids = DocValues.getSortedSet(leaf.reader(), Documents.ID);
    ids.advanceExact(document);
    SortedNumericDocValues dates = DocValues.getSortedNumeric(leaf.reader(), Documents.PUBLISHED);
    return new Ranked(
        new PaperId(ids.lookupOrd(ids.nextOrd()).utf8ToString()),
        found.score,
        dates.advanceExact(document) ? dates.nextValue() : Long.MIN_VALUE);
  }

  /// The identifier is the last thing that every order sorts by, so a hit brings it along.
  private static PaperId idOf(FieldDoc doc) {
    return new PaperId(((BytesRef) doc.fields[doc.fields.length - 1]).utf8ToString());
  }

  /// Papers with an author of exactly this name, but for case, accents and full stops.
  public Hits byAuthor(String name, Order order, int offset, int limit) {
    return exact(Documents.AUTHOR, Documents.authorKey(name), order, offset, limit);
  }

  /// Papers in a category such as `cs.LG`, as first or further category.
  public Hits byCategory(String category, Order order, int offset, int limit) {
    return exact(Documents.CATEGORY, Documents.key(category), order, offset, limit);
  }

  /// Papers of the organisation with this key.
  public Hits byOrganisation(String slug, Order order, int offset, int limit) {
    return exact(Documents.ORGANISATION_KEY, Documents.key(slug), order, offset, limit);
  }

  private Hits exact(String field, String key, Order order, int offset, int limit) {
    return reading(searcher -> {
      List<String> notes = new ArrayList<>();
      TermQuery query = new TermQuery(new Term(field, key));
      Page page = page(searcher, query, Optional.empty(), order, offset, limit, notes);
      return new Hits(
          page.total(), page.exact(), page.hits(), Optional.empty(), notes, false, List.of());
    });
  }

  /// What a walk asks for, one page at a time, from the place after `mark` on or from the first.
  public Walk.Step walk(Walk walk, Walk.@Nullable Mark mark, int limit) {
    return reading(searcher -> {
      Translation translation = new Translation(walk.query());
      boolean byScore = walk.order() == Order.relevance && translation.scores();
      Sort sort = byScore ? RELEVANCE : NEWEST;
      FieldDoc after = mark == null ? null : mark.fieldDoc(byScore);
      TopFieldDocs top =
          searcher.search(
              walk.filtered(byScore ? translation.boosted() : translation.strict()),
              new TopFieldCollectorManager(sort, limit + 1, after, COUNTED));
      List<PaperId> ids = new ArrayList<>();
      Walk.Mark last = null;
      for (int i = 0; i < Math.min(limit, top.scoreDocs.length); i++) {
        FieldDoc doc = (FieldDoc) top.scoreDocs[i];
        ids.add(idOf(doc));
        last = Walk.Mark.of(doc);
      }
      TotalHits total = top.totalHits;
      return new Walk.Step(
          total.value(),
          total.relation() == TotalHits.Relation.EQUAL_TO,
          ids,
          top.scoreDocs.length > limit ? last : null);
    });
  }

  /// The `n` papers whose words are most like this one's, without itself. The paper need not be in
  /// the index.
  public List<PaperId> similar(Paper paper, int n) {
    return n <= 0 ? List.of() : reading(searcher -> Similar.to(paper, n, searcher));
  }

  /// Up to `n` of `among` that are near to what some texts are about, the nearest first: each has
  /// at least a fifth of the words that set those texts apart.
  public List<PaperId> near(Collection<String> texts, Collection<PaperId> among, int n) {
    return texts.isEmpty() || among.isEmpty() || n <= 0
        ? List.of()
        : reading(searcher -> Similar.near(texts, among, n, searcher));
  }

  /// Every category with its number of papers, largest first.
  public List<Count> categories() {
    return counts().categories();
  }

  /// Every organisation with its number of papers, largest first.
  public List<Count> organisations() {
    return counts().organisations();
  }

  private Counts counts() {
    return reading(searcher -> {
      long version = ((DirectoryReader) searcher.getIndexReader()).getVersion();
      Counts known = counts;
      if (known.version() != version) {
        known =
            new Counts(
                version,
                Counting.of(Documents.CATEGORY_NAME, searcher),
                Counting.of(Documents.ORGANISATION_NAME, searcher));
        counts = known;
      }
      return known;
    });
  }

  /// Closes at once. What was not committed is dropped: its outbox entries are still there.
  @Override
  public void close() {
    try {
      searchers.close();
      if (writer != null) {
        writer.rollback();
      }
      directory.close();
    } catch (IOException e) {
      throw new IndexFailure("The index could not be closed: " + e + ". Nothing is lost.", e);
    }
  }
}
