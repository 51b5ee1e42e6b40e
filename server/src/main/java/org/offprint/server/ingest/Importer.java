package org.offprint.server.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.db.Database;
import org.offprint.server.paper.Papers;

/// Imports files. Every record ends as added, revised, unchanged or in quarantine; records merge,
/// so that an import may be killed and repeated, and ends in the same state.
public final class Importer {
  private final Intake intake;
  private final Formats formats;
  private final InstantSource clock;
  private final Runnable pace;

  /// @param byTitle finds a paper of the bundled edition by its title: {@link FirstEdition#idOf}
  public Importer(
      Papers papers,
      Database database,
      Function<String, Optional<PaperId>> byTitle,
      InstantSource clock) {
    this(papers, database, byTitle, clock, () -> {});
  }

  /// @param pace runs after each batch, and returns when the next one may follow
  public Importer(
      Papers papers,
      Database database,
      Function<String, Optional<PaperId>> byTitle,
      InstantSource clock,
      Runnable pace) {
    this.pace = pace;
    this.intake = new Intake(papers, new Quarantine(database, clock));
    this.formats = new Formats(byTitle);
    this.clock = clock;
  }

  /// Imports `files` in their order; `-` is `standardInput`.
  ///
  /// @throws ImportRefused if one of them is missing or in no known format; nothing is stored then
  public ImportReport run(List<String> files, InputStream standardInput, ImportProgress progress) {
    if (files.stream().filter(SourceFile.STANDARD_INPUT::equals).count() > 1) {
      throw new ImportRefused("- stands for standard input and can be read once: give it once.");
    }
    long begin = clock.millis();
    List<SourceFile> sources = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Map<SourceFile, Format> known = new LinkedHashMap<>();
      for (String file : files) {
        SourceFile source = SourceFile.open(file, standardInput);
        sources.add(source);
        known.put(source, formats.of(source));
      }
      List<ImportReport.OfFile> reports = new ArrayList<>();
      Totals totals = new Totals(sources, progress);
      List<Withdrawals> withdrawals = new ArrayList<>();
      known.forEach(
          (source, format) -> reports.add(read(source, format, threads, totals, withdrawals)));
      for (Withdrawals taken : withdrawals) {
        Counts counts = intake.withdraw(taken.records());
        ImportReport.OfFile report = reports.get(taken.file());
        reports.set(
            taken.file(),
            new ImportReport.OfFile(
                report.file(),
                report.format(),
                report.counts().plus(counts),
                report.problem(),
                report.note()));
      }
      return new ImportReport(reports, Duration.ofMillis(clock.millis() - begin));
    } finally {
      progress.done();
      sources.forEach(SourceFile::close);
    }
  }

  private ImportReport.OfFile read(
      SourceFile source,
      Format format,
      ExecutorService threads,
      Totals totals,
      List<Withdrawals> withdrawals) {
    List<Said.Withdrawn> withdrawn = new ArrayList<>();
    Counts counts = Counts.NONE;
    String problem = null;
    try (Batches batches = Batches.of(source, format, threads)) {
      for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
        Counts saved = intake.save(source.name(), batch);
        withdrawn.addAll(batch.withdrawn());
        counts = counts.plus(saved);
        totals.add(source, saved);
        pace.run();
      }
    } catch (IOException e) {
      problem =
          "The file breaks off: %s. What stood before is imported; get the file again and repeat the import."
              .formatted(e.getMessage());
    }
    if (!withdrawn.isEmpty()) {
      withdrawals.add(new Withdrawals(totals.files++, withdrawn));
    } else {
      totals.files++;
    }
    return new ImportReport.OfFile(
        source.name(),
        format.name(),
        counts,
        problem,
        source.note().isEmpty() ? null : source.note());
  }

  /// Taken last of all, so that it does not matter whether a paper stands before or after its
  /// withdrawal.
  private record Withdrawals(int file, List<Said.Withdrawn> records) {}

  /// What all files together have come to, for the progress.
  private static final class Totals {
    private final long bytes;
    private final List<SourceFile> sources;
    private final ImportProgress progress;
    private Counts counts = Counts.NONE;
    private int files;

    Totals(List<SourceFile> sources, ImportProgress progress) {
      this.sources = sources;
      this.progress = progress;
      boolean known = sources.stream().allMatch(source -> source.size() >= 0);
      this.bytes = known ? sources.stream().mapToLong(SourceFile::size).sum() : -1;
    }

    void add(SourceFile source, Counts saved) {
      counts = counts.plus(saved);
      progress.at(
          source.name(), sources.stream().mapToLong(SourceFile::position).sum(), bytes, counts);
    }
  }
}
