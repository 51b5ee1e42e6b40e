package org.offprint.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.offprint.server.config.Settings;
import org.offprint.server.db.Database;
import org.offprint.server.db.DatabaseHost;
import org.offprint.server.db.DatabaseHost.Use;
import org.offprint.server.ingest.ImportRefused;
import org.offprint.server.interest.Interests;
import org.offprint.server.interest.LibraryFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

@Command(
    name = "interests",
    description = {
      "A reader's own library, from BibTeX, RIS or Zotero's JSON. It stays private:",
      "no page, feed or answer shows it, and an export holds it only with --interests."
    },
    subcommands = {
      InterestCommands.Import.class,
      InterestCommands.Show.class,
      InterestCommands.Forget.class
    },
    footer = {"", "Example: ./offprint interests import --reader ann library.bib"})
final class InterestCommands {
  private InterestCommands() {}

  /// Its database alone, beside a running server too.
  private interface Work {
    int with(Interests interests) throws IOException;
  }

  private static int open(Main.Shared shared, Work work) throws IOException {
    Settings settings = shared.settings();
    try (DatabaseHost host = DatabaseHost.open(settings.database(), settings.data(), Use.command);
        Database database = new Database(host.address(), Database.Limits.of(settings.database()))) {
      return work.with(new Interests(database));
    }
  }

  private static void print(Object answer, boolean json, String text) {
    System.out.print(json ? JsonMapper.builder().build().writeValueAsString(answer) + "\n" : text);
  }

  @Command(
      name = "import",
      description = "Adds the works of files to a reader's library; may be repeated.",
      footer = {"", "Example: ./offprint interests import --reader ann library.ris"})
  static final class Import implements Callable<Integer> {
    @Mixin Main.Shared shared = new Main.Shared();

    @Option(names = "--reader", required = true, paramLabel = "NAME", description = "Whose.")
    String reader = "";

    @Option(names = "--json", description = "The report as one JSON document on standard output.")
    boolean json;

    @Parameters(paramLabel = "FILE", description = "BibTeX, RIS or JSON.", arity = "1..*")
    List<Path> files = List.of();

    @Override
    public Integer call() throws IOException {
      Map<Path, LibraryFile> read = new LinkedHashMap<>();
      for (Path file : files) {
        if (!Files.isReadable(file)) {
          throw new ImportRefused("%s is not a file that can be read.".formatted(file));
        }
        read.put(
            file, LibraryFile.read(String.valueOf(file.getFileName()), Files.readAllBytes(file)));
      }
      return open(
          shared,
          interests -> {
            int added = 0;
            int works = 0;
            int refused = 0;
            for (Map.Entry<Path, LibraryFile> one : read.entrySet()) {
              added += interests.add(reader, one.getValue().works());
              works += one.getValue().works().size();
              refused += one.getValue().refused().size();
              one.getValue()
                  .refused()
                  .forEach(why -> System.err.println(one.getKey() + ", " + why));
            }
            print(
                Map.of("works", works, "added", added, "refused", refused),
                json,
                "%d works read, %d of them new; %d could not be read.%n"
                    .formatted(works, added, refused));
            return refused == 0 ? 0 : 1;
          });
    }
  }

  @Command(
      name = "list",
      description = "What is in a reader's library; without a reader, who has one.",
      footer = {"", "Example: ./offprint interests list --reader ann"})
  static final class Show implements Callable<Integer> {
    @Mixin Main.Shared shared = new Main.Shared();

    @Option(names = "--reader", paramLabel = "NAME", description = "Whose.")
    String reader = "";

    @Option(names = "--json", description = "The answer as one JSON document on standard output.")
    boolean json;

    @Override
    public Integer call() throws IOException {
      return open(
          shared,
          interests -> {
            StringBuilder text = new StringBuilder();
            if (reader.isEmpty()) {
              List<Interests.Reader> readers = interests.readers();
              readers.forEach(
                  one -> text.append("%s: %d works%n".formatted(one.name(), one.works())));
              print(readers, json, text.toString());
            } else {
              var works = interests.of(reader);
              works.forEach(work -> text.append("%s  %s%n".formatted(work.key(), work.title())));
              print(works, json, text.toString());
            }
            return 0;
          });
    }
  }

  @Command(
      name = "forget",
      description = "Deletes a reader's whole library.",
      footer = {"", "Example: ./offprint interests forget --reader ann"})
  static final class Forget implements Callable<Integer> {
    @Mixin Main.Shared shared = new Main.Shared();

    @Option(names = "--reader", required = true, paramLabel = "NAME", description = "Whose.")
    String reader = "";

    @Option(names = "--json", description = "The answer as one JSON document on standard output.")
    boolean json;

    @Override
    public Integer call() throws IOException {
      return open(
          shared,
          interests -> {
            int works = interests.forget(reader);
            print(Map.of("forgotten", works), json, "%d works forgotten.%n".formatted(works));
            return 0;
          });
    }
  }
}
