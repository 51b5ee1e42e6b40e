package org.offprint.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.result.FormulaCheck;
import org.offprint.catalog.result.Method;
import org.offprint.catalog.result.Result;
import org.offprint.catalog.result.ResultFile;
import org.offprint.lab.evidence.Crate;
import org.offprint.lab.evidence.EvidenceKey;
import org.offprint.lab.evidence.Finding;
import org.offprint.lab.evidence.Inspection;
import org.offprint.lab.evidence.Repetition;
import org.offprint.lab.evidence.Subject;
import org.offprint.lab.plugin.LoadedPlugin;
import org.offprint.lab.task.Experiment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

@Command(
    name = "evidence",
    description =
        "Everything behind a method's verdicts in one signed zip, and the check of such a zip.",
    mixinStandardHelpOptions = true,
    subcommands = {EvidenceCommand.Check.class, EvidenceCommand.Key.class},
    footer = {
      "",
      "Example: ./offprint evidence cut-cross-entropy --out cce.zip",
      "         ./offprint evidence check cce.zip --rerun",
      "The key is DATA/keys/evidence, made at first use; ./offprint evidence key prints its fingerprint."
    })
final class EvidenceCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "METHOD",
      description = "The method, as run --list names it.")
  @Nullable String method;

  @Option(
      names = "--task",
      paramLabel = "TASK",
      description = "Only the results of this task; all of them unless given.")
  @Nullable String task;

  @Option(names = "--out", paramLabel = "FILE", description = "The zip to write.")
  @Nullable Path out;

  @Option(
      names = "--agent",
      paramLabel = "NAME",
      description = "Who makes this evidence, to be named in it; nobody unless given.")
  @Nullable String agent;

  @Option(
      names = "--organisation",
      paramLabel = "NAME",
      description = "The organisation of --agent.")
  @Nullable String organisation;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "${env:OFFPRINT_DATA:-data}",
      description = "The data folder (default: ./data, or OFFPRINT_DATA).")
  Path data = Path.of("data");

  @Mixin PluginOptions plugins = new PluginOptions();

  @Option(names = "--json", description = "Answer in JSON.")
  boolean json;

  @Override
  public Integer call() throws IOException {
    Library library = plugins.library(data);
    Method chosen = chosen(library);
    if (out == null) {
      throw wrong(spec, "Where to? Give the zip to write with --out FILE.zip.");
    }
    if (organisation != null && agent == null) {
      throw wrong(spec, "--organisation is that of --agent: give both, or neither.");
    }
    List<Subject.Item> results = results(chosen);
    if (results.isEmpty()) {
      System.err.println(
          "There is no result of %s%s in results/ or in %s: run it first, with ./offprint run %s."
              .formatted(
                  chosen.id(),
                  task == null ? "" : " on " + task,
                  data.resolve("results"),
                  chosen.id()));
      return 1;
    }
    EvidenceKey key = EvidenceKey.of(data);
    byte[] zip = Crate.write(subject(library, chosen, results), key);
    store(out, zip);
    if (json) {
      var answer = new LinkedHashMap<String, Object>();
      answer.put("file", out.toString());
      answer.put("bytes", zip.length);
      answer.put("results", results.stream().map(Subject.Item::file).toList());
      answer.put("fingerprint", key.fingerprint());
      System.out.println(JsonMapper.shared().writeValueAsString(answer));
    } else {
      System.out.printf(
          "%s: %d result(s) of %s, %,d bytes%nsigned by %s%n",
          out, results.size(), chosen.id(), zip.length, key.fingerprint());
    }
    return 0;
  }

  private Method chosen(Library library) {
    String name = method;
    if (name == null) {
      throw wrong(spec, "Which method? ./offprint run --list names them.");
    }
    List<String> known = library.methods().stream().map(Method::id).toList();
    return library
        .method(name)
        .orElseThrow(() ->
            wrong(
                spec,
                "'%s' is not a method: the nearest are %s. See ./offprint run --list."
                    .formatted(name, String.join(", ", Registry.nearest(name, known)))));
  }

  private List<Subject.Item> results(Method chosen) throws IOException {
    List<Subject.Item> items = new ArrayList<>();
    for (Map.Entry<String, Path> file : ResultFolders.of(chosen, data).entrySet()) {
      Result result = ResultFile.read(file.getValue());
      if (task == null || result.task().id().equals(task)) {
        items.add(new Subject.Item(file.getKey(), Files.readAllBytes(file.getValue()), result));
      }
    }
    items.sort(
        Comparator.comparing((Subject.Item item) -> item.result().started())
            .thenComparing(Subject.Item::file));
    return items;
  }

  private Subject subject(Library library, Method chosen, List<Subject.Item> results)
      throws IOException {
    Subject.Maker maker = agent == null ? null : new Subject.Maker(agent, organisation);
    FormulaCheck formula = library.checkFormula(chosen);
    Optional<LoadedPlugin> plugin = library.plugin(chosen.id());
    if (plugin.isEmpty()) {
      byte[] claims = resource("/claims/" + chosen.paper().value() + ".json");
      byte[] golden = resource("/" + formula.golden());
      return new Subject(chosen, results, claims, golden, formula, null, maker);
    }
    var jar = plugin.get().jar();
    return new Subject(
        chosen,
        results,
        bytes(ResultFile.JSON.writeValueAsString(jar.claims()) + "\n"),
        bytes(jar.golden()),
        formula,
        new Subject.Jar(jar.name(), Files.readAllBytes(jar.jar())),
        maker);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = EvidenceCommand.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(
            name + " is not on the class path: package the lab with it");
      }
      return in.readAllBytes();
    }
  }

  /// Whole or not at all.
  private static void store(Path file, byte[] zip) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.write(part, zip);
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static CommandLine.ParameterException wrong(@Nullable CommandSpec spec, String message) {
    return new CommandLine.ParameterException(
        Objects.requireNonNull(spec, "picocli injects it").commandLine(), message);
  }

  @Command(
      name = "key",
      description =
          "Prints the fingerprint of the key that signs here, and makes it first if need be.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: ./offprint evidence key --pem > our-group.pem"})
  static final class Key implements Callable<Integer> {
    @Option(
        names = "--data",
        paramLabel = "DIR",
        defaultValue = "${env:OFFPRINT_DATA:-data}",
        description = "The data folder (default: ./data, or OFFPRINT_DATA).")
    Path data = Path.of("data");

    @Option(names = "--pem", description = "Print the public key instead, for --key of others.")
    boolean pem;

    @Override
    public Integer call() {
      EvidenceKey key = EvidenceKey.of(data);
      System.out.print(pem ? key.publicPem() : key.fingerprint() + "\n");
      return 0;
    }
  }

  @Command(
      name = "check",
      description =
          "Checks a zip of evidence: that it is as it was signed, that every verdict follows, and, with --rerun, that the numbers repeat here.",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Example: ./offprint evidence check cce.zip --key 3f1c…",
        "Exit code: 0 all is as signed, 1 something is not, 2 the call was wrong. Needs no network.",
        "Code in the zip is never run: a rerun uses the methods that are here."
      })
  static final class Check implements Callable<Integer> {
    private static final long LARGEST = 300L << 20;

    @Spec @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", description = "The zip.")
    Path file = Path.of("");

    @Option(
        names = "--key",
        paramLabel = "KEY",
        description = "The key that must have signed it: a fingerprint, or a PEM file.")
    @Nullable String key;

    @Option(
        names = "--rerun",
        description =
            "Run the newest result of each task again with the same seeds and compare every number that is to repeat.")
    boolean rerun;

    @Option(
        names = "--seeds",
        paramLabel = "N",
        description = "With --rerun, only the first N seeds.")
    @Nullable Integer seeds;

    @Option(
        names = "--data",
        paramLabel = "DIR",
        defaultValue = "${env:OFFPRINT_DATA:-data}",
        description = "The data folder (default: ./data, or OFFPRINT_DATA).")
    Path data = Path.of("data");

    @Option(
        names = "--datasets",
        paramLabel = "DIR",
        defaultValue = "${env:OFFPRINT_DATASETS}",
        description = "Where data sets lie (or OFFPRINT_DATASETS).")
    @Nullable Path datasets;

    @Mixin PluginOptions plugins = new PluginOptions();

    @Option(names = "--json", description = "Answer in JSON.")
    boolean json;

    /// @param difference empty where the numbers are the same
    private record Rerun(
        String task,
        int seeds,
        int compared,
        List<Repetition.Difference> differences,
        @Nullable String problem) {
      boolean same() {
        return problem == null && differences.isEmpty();
      }
    }

    @Override
    public Integer call() throws IOException {
      if (!Files.isRegularFile(file)) {
        throw wrong(spec, "%s is not a file: give the zip of evidence.".formatted(file));
      }
      if (seeds != null && (seeds < 1 || !rerun)) {
        throw wrong(spec, "--seeds N goes with --rerun and is 1 or more.");
      }
      if (Files.size(file) > LARGEST) {
        System.err.printf("%s is larger than any zip of evidence, %d MiB.%n", file, LARGEST >> 20);
        return 1;
      }
      String trusted = trusted();
      Inspection inspection = Inspection.of(Files.readAllBytes(file), trusted);
      List<Rerun> reruns = new ArrayList<>();
      if (!json) {
        print(inspection, trusted);
      }
      if (rerun && inspection.findings().isEmpty()) {
        Library library = plugins.library(data);
        for (Result result : inspection.newest()) {
          Rerun again = again(library, result);
          reruns.add(again);
          if (!json) {
            print(again, result);
          }
        }
      } else if (rerun && !json) {
        System.out.println("not run again: what is not as it was signed is not worth repeating");
      }
      if (json) {
        System.out.println(
            JsonMapper.shared().writeValueAsString(answer(inspection, trusted, reruns)));
      }
      return inspection.findings().isEmpty() && reruns.stream().allMatch(Rerun::same) ? 0 : 1;
    }

    private @Nullable String trusted() {
      try {
        return key == null ? null : EvidenceKey.named(key);
      } catch (IllegalArgumentException e) {
        throw wrong(spec, String.valueOf(e.getMessage()));
      }
    }

    private void print(Inspection inspection, @Nullable String trusted) {
      for (Finding finding : inspection.findings()) {
        System.out.println(finding.line());
      }
      inspection.notes().forEach(note -> System.out.println("note      " + note));
      for (Result result : inspection.results()) {
        System.out.printf(
            "result    %s on %s, %s: %s%n",
            result.method().id(), result.task().id(), result.commit(), result.verdict().words());
      }
      System.out.println(signer(inspection.fingerprint(), trusted));
      System.out.println(
          inspection.findings().isEmpty()
              ? "%d files, all as they were signed".formatted(inspection.files())
              : "%d files, %d thing(s) wrong"
                  .formatted(inspection.files(), inspection.findings().size()));
    }

    private String signer(@Nullable String fingerprint, @Nullable String trusted) {
      if (fingerprint == null) {
        return "signed by nobody";
      }
      return "signed by "
          + switch (trust(fingerprint, trusted)) {
            case "named" -> "the key that you named: ";
            case "other" -> "another key than you named: ";
            case "own" -> "the key of this data folder: ";
            default -> "a key you have not named: ";
          }
          + fingerprint;
    }

    private String trust(String fingerprint, @Nullable String trusted) {
      if (trusted != null) {
        return trusted.equals(fingerprint) ? "named" : "other";
      }
      return EvidenceKey.fingerprintIn(data).filter(fingerprint::equals).isPresent()
          ? "own"
          : "unnamed";
    }

    private Map<String, Object> answer(
        Inspection inspection, @Nullable String trusted, List<Rerun> reruns) {
      var answer = new LinkedHashMap<String, Object>();
      String fingerprint = inspection.fingerprint();
      answer.put("file", file.toString());
      answer.put("ok", inspection.findings().isEmpty() && reruns.stream().allMatch(Rerun::same));
      answer.put("files", inspection.files());
      answer.put("fingerprint", fingerprint);
      answer.put("signer", fingerprint == null ? "nobody" : trust(fingerprint, trusted));
      answer.put("findings", inspection.findings());
      answer.put("notes", inspection.notes());
      answer.put(
          "results",
          inspection.results().stream()
              .map(result ->
                  Map.of(
                      "method", result.method().id(),
                      "task", result.task().id(),
                      "commit", result.commit(),
                      "verdict", result.verdict().words()))
              .toList());
      answer.put("rerun", rerun ? reruns : null);
      return answer;
    }

    private Rerun again(Library library, Result result) {
      String task = result.task().id();
      Optional<Method> method = library.method(result.method().id());
      Optional<Experiment> experiment =
          library.experimentsOf(result.method().id()).stream()
              .filter(one -> one.task().id().equals(task))
              .findFirst();
      if (method.isEmpty() || experiment.isEmpty()) {
        return problem(
            task,
            result.versions().containsKey("plug-in")
                ? "its plug-in is not here (%s); the zip has it in software/: put it into %s if you trust it"
                    .formatted(result.versions().get("plug-in"), data.resolve("plugins"))
                : "there is no such task of %s here".formatted(result.method().id()));
      }
      if (!experiment.get().task().equals(result.task())) {
        return problem(
            task,
            "this version fixes the task otherwise: take commit %s".formatted(result.commit()));
      }
      try {
        return compared(library, method.get(), experiment.get(), result);
      } catch (RuntimeException e) { // data that cannot be had, or an experiment that breaks
        return problem(task, String.valueOf(e.getMessage()));
      }
    }

    private Rerun compared(Library library, Method method, Experiment experiment, Result result) {
      var progress =
          new ConsoleProgress(
              json ? System.err : System.out,
              System.console() != null && System.console().isTerminal(),
              InstantSource.system());
      var runner =
          new Runner(
              library,
              Surroundings.datasets(datasets, data),
              progress,
              Clock.systemUTC(),
              null,
              Surroundings.commit());
      int count = Math.min(result.runs().size(), seeds == null ? Integer.MAX_VALUE : seeds);
      Result here =
          runner.run(
              method,
              experiment,
              result.runs().getFirst().seed(),
              count,
              Duration.ofDays(365)); // all of them, however long
      Repetition repetition = Repetition.of(result, here.runs());
      return new Rerun(
          result.task().id(), count, repetition.compared(), repetition.differences(), null);
    }

    private static Rerun problem(String task, String why) {
      return new Rerun(task, 0, 0, List.of(), why);
    }

    private static void print(Rerun rerun, Result result) {
      if (rerun.problem() != null) {
        System.out.printf("rerun     %s: not possible: %s%n", rerun.task(), rerun.problem());
        return;
      }
      if (rerun.same()) {
        System.out.printf(
            "rerun     %s: %d numbers of %d seed(s), all the same%s%n",
            rerun.task(), rerun.compared(), rerun.seeds(), otherCode(result));
        return;
      }
      System.out.printf(
          "rerun     %s: %d of %d numbers differ; there %s, here %s%s%n",
          rerun.task(),
          rerun.differences().size(),
          rerun.compared(),
          machine(result.machine()),
          machine(Surroundings.machine()),
          otherCode(result));
      rerun.differences().forEach(one -> System.out.println("          " + one.line()));
    }

    private static String otherCode(Result result) {
      String here = Surroundings.commit();
      return here.equals(result.commit())
          ? ""
          : " (commit %s there, %s here)".formatted(result.commit(), here);
    }

    private static String machine(org.offprint.catalog.result.Machine machine) {
      return "%s (%s)".formatted(machine.processor(), machine.operatingSystem());
    }
  }
}
