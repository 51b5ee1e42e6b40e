package org.offprint.server;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.offprint.server.db.DatabaseHost.Use;
import org.offprint.server.ingest.ConsoleProgress;
import org.offprint.server.ingest.FirstEdition;
import org.offprint.server.ingest.ImportReport;
import org.offprint.server.ingest.Importer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

@Command(
    name = "import",
    description = {
      "Papers from files: daily-papers archives, JSON and JSON lines, arXiv Atom, OAI-PMH, BibTeX, RIS; plain, .gz or .zst.",
      "May be repeated and may run beside the server. What cannot be read is quarantined and reported; the rest goes in."
    },
    footer = {"", "Example: ./offprint import daily-papers.jsonl.gz arxiv.xml"})
final class ImportCommand implements Callable<Integer> {
  @Mixin Main.Shared shared = new Main.Shared();

  @Option(names = "--json", description = "The report as one JSON document on standard output.")
  boolean json;

  @Parameters(paramLabel = "FILE", description = "Files; - is standard input.", arity = "1..*")
  List<String> files = List.of();

  @Override
  public Integer call() {
    try (Offprint offprint = shared.open(Use.command)) {
      Importer importer =
          new Importer(
              offprint.papers(),
              offprint.database(),
              FirstEdition::idOf,
              InstantSource.system(),
              offprint::letIndexFollow);
      boolean terminal = System.console() != null && System.console().isTerminal();
      ConsoleProgress progress = new ConsoleProgress(System.err, terminal, InstantSource.system());
      offprint.startJobs();
      ImportReport report = importer.run(files, System.in, progress);
      offprint.finishIndexing();
      System.out.print(
          json ? JsonMapper.builder().build().writeValueAsString(report) + "\n" : report.toText());
      return report.complete() ? 0 : 1;
    }
  }
}
