package org.offprint.server.result;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.plugin.PluginJar;
import org.offprint.catalog.result.Result;
import org.offprint.catalog.result.ResultFile;
import org.offprint.catalog.result.ResultFileException;
import org.offprint.server.db.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/// The methods of the first edition and of plug-ins, and the runs that are evidence for them. A
/// result is stored once under its file's name and never changed.
public final class Results {
  private static final Logger LOG = LoggerFactory.getLogger(Results.class);

  /// A method that a paper of the first edition has or will have here, or that a plug-in brings.
  ///
  /// @param number the paper's place in the first edition, from 1; null for one of a plug-in
  /// @param needs what a check at small scale needs
  public record MethodEntry(
      String id,
      String name,
      PaperId paper,
      @Nullable Integer number,
      String family,
      @Nullable String needs) {}

  /// One stored run.
  ///
  /// @param id the file's name without `.json`: what the address of its page is made of
  /// @param document the file, byte for byte
  public record Stored(String id, Result result, String document) {}

  private final Database database;

  /// Every list shows rungs, and reading a file takes longer than rendering the list; a stored
  /// result never changes.
  private final Map<String, Stored> read = new ConcurrentHashMap<>();

  private final Formulas formulas;
  private final Claims claims;
  private final List<MethodEntry> broughtByPlugins;
  private final Object lists = new Object();
  private @Nullable Map<PaperId, List<Result>> runs;

  public Results(Database database) {
    this(database, Formulas.bundled(), List.of());
  }

  /// @param plugins whose methods and claims stand beside those of the build
  public Results(Database database, Formulas formulas, List<PluginJar> plugins) {
    this.database = database;
    this.formulas = formulas;
    this.claims = Claims.bundled().with(plugins);
    this.broughtByPlugins =
        plugins.stream()
            .flatMap(plugin ->
                plugin.methods().stream()
                    .map(method ->
                        new MethodEntry(
                            method.id(),
                            method.name(),
                            method.paper(),
                            null,
                            method.family(),
                            plugin.paper().needs())))
            .toList();
  }

  /// What the papers of the first edition claim.
  public Claims claims() {
    return claims;
  }

  /// What agrees with golden values in this build.
  public Formulas formulas() {
    return formulas;
  }

  /// The runs of each paper that has a method here, newest first; none where it was not run yet.
  /// Every list asks for it.
  public Map<PaperId, List<Result>> runsByPaper() {
    synchronized (lists) {
      Map<PaperId, List<Result>> known = runs;
      if (known == null) {
        known = new HashMap<>();
        for (MethodEntry method : methods()) {
          known.put(method.paper(), new ArrayList<>());
        }
        for (Stored stored : all()) {
          List<Result> ofPaper = known.get(stored.result().method().paper());
          if (ofPaper != null) {
            ofPaper.add(stored.result());
          }
        }
        runs = known;
      }
      return known;
    }
  }

  /// Forgets what lists were told: a paper or a run of it has changed.
  public void dataChanged() {
    synchronized (lists) {
      runs = null;
    }
  }

  /// Stores the result files that came with the build and those in `folder`. A file that is no
  /// result file is reported once in the log and left out; the others go in. Returns how many were
  /// new.
  public int load(Path folder) {
    int added = 0;
    for (Map.Entry<String, String> file : found(folder).entrySet()) {
      try {
        added += save(file.getKey(), file.getValue()) ? 1 : 0;
      } catch (ResultFileException e) {
        LOG.warn("{}; it is left out", e.getMessage());
      }
    }
    return added;
  }

  /// False when a result of this name is there already.
  public boolean save(String id, String document) {
    Result result = ResultFile.parse(id, document);
    return database.inTransaction(() -> {
      int rows =
          database
              .sql()
              .sql(
                  "insert into result (id, method, task, started, document) values (:id, :method, :task, :started, :document) on conflict (id) do nothing")
              .param("id", id)
              .param("method", result.method().id())
              .param("task", result.task().id())
              .param("started", Timestamp.from(result.started()))
              .param("document", document)
              .update();
      if (rows > 0) {
        database
            .sql()
            .sql("insert into outbox (topic, key) values ('paper', :paper)")
            .param("paper", result.method().paper().value())
            .update();
      }
      return rows > 0;
    });
  }

  public Optional<Stored> find(String id) {
    return stored("where id = :key", id).stream().findFirst();
  }

  /// The runs of a method, newest first.
  public List<Stored> ofMethod(String method) {
    return stored("where method = :key", method);
  }

  /// The runs of a task, newest first.
  public List<Stored> ofTask(String task) {
    return stored("where task = :key", task);
  }

  /// The runs of every method of a paper, newest first.
  public List<Stored> ofPaper(PaperId paper) {
    List<String> own = methodsOf(paper).stream().map(MethodEntry::id).toList();
    return own.isEmpty()
        ? List.of()
        : all().stream().filter(stored -> own.contains(stored.result().method().id())).toList();
  }

  /// All runs, newest first.
  public List<Stored> all() {
    return stored("where :key = ''", "");
  }

  /// The methods of the first edition in the order of its papers, then those of plug-ins.
  public List<MethodEntry> methods() {
    return Stream.concat(ofTheEdition().stream(), broughtByPlugins.stream()).toList();
  }

  private List<MethodEntry> ofTheEdition() {
    return database
        .sql()
        .sql("select id, name, paper, number, family, needs from method order by number, id")
        .query((row, index) ->
            new MethodEntry(
                row.getString("id"),
                row.getString("name"),
                new PaperId(row.getString("paper")),
                row.getInt("number"),
                row.getString("family"),
                row.getString("needs")))
        .list();
  }

  public List<MethodEntry> methodsOf(PaperId paper) {
    return methods().stream().filter(method -> method.paper().equals(paper)).toList();
  }

  private List<Stored> stored(String where, String key) {
    return database
        .sql()
        .sql("select id from result " + where + " order by started desc, id")
        .param("key", key)
        .query((row, index) -> row.getString("id"))
        .list()
        .stream()
        .map(id -> read.computeIfAbsent(id, this::read))
        .toList();
  }

  private Stored read(String id) {
    String document =
        database
            .sql()
            .sql("select document from result where id = :id")
            .param("id", id)
            .query((row, index) -> row.getString("document"))
            .single();
    return new Stored(id, ResultFile.parse(id, document), document);
  }

  private static Map<String, String> found(Path folder) {
    Map<String, String> files = new TreeMap<>();
    try {
      for (Resource bundled :
          new PathMatchingResourcePatternResolver().getResources("classpath*:/results/*/*.json")) {
        files.put(
            id(String.valueOf(bundled.getFilename())),
            bundled.getContentAsString(StandardCharsets.UTF_8));
      }
      if (Files.isDirectory(folder)) {
        for (Path file : jsonFiles(folder)) {
          files.putIfAbsent(id(file.getFileName().toString()), Files.readString(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot read the result files in " + folder + "; make the folder readable", e);
    }
    return files;
  }

  private static List<Path> jsonFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder, 2)) {
      return new ArrayList<>(
          files.filter(file -> file.toString().endsWith(".json")).sorted().toList());
    }
  }

  private static String id(String fileName) {
    return fileName.replaceFirst("\\.json$", "");
  }
}
