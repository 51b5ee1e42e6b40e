package org.offprint.lab.evidence;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.result.Claim;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.DataSource;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Figure;
import org.offprint.catalog.result.FormulaCheck;
import org.offprint.catalog.result.Machine;
import org.offprint.catalog.result.Method;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.PaperClaims;
import org.offprint.catalog.result.Result;
import org.offprint.catalog.result.ResultFile;
import org.offprint.catalog.result.Rule;
import org.offprint.catalog.result.Run;
import org.offprint.catalog.result.Task;
import org.offprint.lab.evidence.Finding.Kind;
import org.offprint.lab.evidence.Subject.Item;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EvidenceTest {
  private static final PaperId PAPER = new PaperId("2411.09009");
  private static final Claim CLAIM =
      new Claim(
          "It is better.",
          "accuracy",
          "%",
          Direction.HIGHER,
          90.0,
          80.0,
          "digits",
          "test",
          "as there",
          "table 1",
          "read in the abstract on arXiv");
  private static final Task TASK =
      Task.named("digits", "Digits")
          .dataset(
              "digits",
              new DataSource(
                  "digits", "digits.csv", "https://example.org/digits.csv", "ab".repeat(32), "CC0"))
          .split("first half")
          .baseline("the plain one")
          .protocol("One pass.")
          .metrics(
              Metric.difference("gain", "gain in accuracy", "%", Direction.HIGHER),
              Metric.measured("time", "time of a pass", "s", Direction.LOWER))
          .agreesWhen(Condition.above("gain", 0))
          .claim(CLAIM);
  private static final Method METHOD =
      new Method("better", "Better", PAPER, 2, "loss", "methods/Better.java");

  @TempDir Path folder;
  private EvidenceKey key;
  private byte[] zip;

  @BeforeEach
  void write() {
    key = EvidenceKey.of(folder);
    zip = Crate.write(subject(null), key);
  }

  private static Result result(String started) {
    List<Run> runs =
        Stream.of(1L, 2L, 3L)
            .map(seed ->
                new Run(
                    seed,
                    new LinkedHashMap<>(Map.of("gain", 5.5 + seed, "time", 0.1 * seed)),
                    new LinkedHashMap<>(),
                    new LinkedHashMap<>(),
                    1.5,
                    null))
            .toList();
    List<Figure> figures = Figure.over(TASK, runs);
    return new Result(
        Result.FORMAT,
        METHOD,
        TASK,
        new FormulaCheck("golden/better.json", "NumPy, float64", 7, 7, 1e-9, 1e-12),
        runs,
        figures,
        Rule.judge(TASK, runs, figures),
        new LinkedHashMap<>(Map.of("rate", "0.1")),
        "89570d7",
        new LinkedHashMap<>(Map.of("java", "25")),
        new Machine("CPU", "some processor", 2, 1, 1L << 30, "Linux", "quiet"),
        Instant.parse(started),
        4.5,
        null,
        List.of(),
        List.of("seed 1 is done", "seed 2 is done"));
  }

  private static Subject subject(Subject.@Nullable Maker maker) {
    List<Item> items = new ArrayList<>();
    for (String started : List.of("2026-03-14T04:10:00Z", "2026-03-15T04:10:00Z")) {
      Result result = result(started);
      byte[] bytes = ResultFile.write(result).getBytes(StandardCharsets.UTF_8);
      items.add(new Item(result.fileName(), bytes, result));
    }
    return new Subject(
        METHOD,
        items,
        Crate.json(new PaperClaims(2, PAPER, List.of(CLAIM))),
        "{\"paper\": \"02-better\", \"value\": 1.5}\n".getBytes(StandardCharsets.UTF_8),
        items.getFirst().result().formula(),
        null,
        maker);
  }

  private List<PlainZip.File> files() {
    return PlainZip.open(zip).files();
  }

  private int place(String name) {
    int at = 0;
    for (PlainZip.File file : files()) {
      at += 30 + file.name().length();
      if (file.name().equals(name)) {
        return at;
      }
      at += file.content().length;
    }
    throw new AssertionError("no " + name);
  }

  private byte[] with(Consumer<SortedMap<String, byte[]>> change) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    files().forEach(file -> files.put(file.name(), file.content()));
    change.accept(files);
    return PlainZip.write(files);
  }

  private static List<Finding> findings(byte[] zip) {
    return Inspection.of(zip, null).findings();
  }

  @Test
  void whatWasWrittenIsAsItWasSignedAndNamesItsKey() {
    Inspection inspection = Inspection.of(zip, key.fingerprint());
    assertThat(inspection.findings()).isEmpty();
    assertThat(inspection.notes()).isEmpty();
    assertThat(inspection.files()).isEqualTo(15);
    assertThat(inspection.fingerprint()).isEqualTo(key.fingerprint());
    assertThat(inspection.newest()).containsExactly(result("2026-03-15T04:10:00Z"));
  }

  @Test
  void theSameKeyWritesTheSameBytes() {
    assertThat(Crate.write(subject(null), EvidenceKey.of(folder))).isEqualTo(zip);
  }

  @Test
  void resultFilesTravelByteForByte() {
    for (Item item : subject(null).results()) {
      assertThat(files())
          .filteredOn(file -> file.name().equals("results/better/" + item.file()))
          .singleElement()
          .satisfies(file -> assertThat(file.content()).isEqualTo(item.bytes()));
    }
  }

  @Test
  void oneChangedByteOfAnyFileIsFoundAndNamed() {
    for (PlainZip.File file : files()) {
      int length = file.content().length;
      for (int at : new int[] {0, 1, length / 3, length / 2, length - 2, length - 1}) {
        byte[] changed = zip.clone();
        int place = place(file.name()) + at;
        changed[place] ^= 0x21;
        assertThat(findings(changed))
            .as("%s, byte %d", file.name(), at)
            .anySatisfy(finding -> {
              assertThat(finding.file()).isEqualTo(file.name());
              assertThat(finding.kind()).isEqualTo(Kind.CHANGED);
              assertThat(finding.what()).startsWith("byte %,d is ".formatted(at));
            });
      }
    }
  }

  /// Headers and the directory belong to no file, and a byte of theirs is one all the same.
  @Test
  void oneChangedByteAnywhereIsFound() {
    for (int at = 0; at < zip.length; at += 23) {
      byte[] changed = zip.clone();
      changed[at] ^= 0x04;
      assertThat(findings(changed)).as("byte %d", at).isNotEmpty();
    }
  }

  @Test
  void aChangedNumberIsNamedByItsPlaceInTheJson() {
    String name = "results/better/" + result("2026-03-14T04:10:00Z").fileName();
    byte[] changed = zip.clone();
    String text = new String(zip, StandardCharsets.ISO_8859_1);
    int at = text.indexOf("6.5", place(name));
    changed[at] = '9';
    assertThat(findings(changed))
        .anySatisfy(finding ->
            assertThat(finding.what()).endsWith("is '9' and was '6', in /runs/0/ours/gain"));
    // Somebody who signs again cannot hide it: the verdict and the figures do not follow from it.
    assertThat(findings(changed))
        .anySatisfy(finding -> {
          assertThat(finding.kind()).isEqualTo(Kind.CONTENT);
          assertThat(finding.what()).contains("not those of its runs: look at [gain]");
        });
  }

  @Test
  void aVerdictThatDoesNotFollowIsRefusedThoughItIsSigned() {
    SortedMap<String, byte[]> files = new TreeMap<>();
    files().forEach(file -> files.put(file.name(), file.content()));
    String name = "results/better/" + result("2026-03-14T04:10:00Z").fileName();
    String text = new String(files.get(name), StandardCharsets.UTF_8);
    files.put(
        name,
        text.replace("\"outcome\" : \"agrees\"", "\"outcome\" : \"disagrees\"")
            .getBytes(StandardCharsets.UTF_8));
    files.remove(Manifest.FILE);
    files.remove(Manifest.SIGNATURE);
    byte[] manifest = Manifest.of(files).bytes();
    files.put(Manifest.FILE, manifest);
    files.put(Manifest.SIGNATURE, key.sign(manifest));
    assertThat(findings(PlainZip.write(files)))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.file()).isEqualTo(name);
          assertThat(finding.what()).contains("follows 'claim agrees at small scale'");
        });
  }

  @Test
  void aRemovedAndAnAddedFileAreNamed() {
    for (PlainZip.File file : files()) {
      assertThat(findings(with(files -> files.remove(file.name()))))
          .as(file.name())
          .anySatisfy(finding -> {
            assertThat(finding.file()).isEqualTo(file.name());
            assertThat(finding.kind()).isEqualTo(Kind.MISSING);
          });
    }
    assertThat(findings(with(files -> files.put("results/better/more.txt", new byte[] {1}))))
        .contains(
            new Finding("results/better/more.txt", Kind.ADDED, "the manifest does not name it"));
  }

  @Test
  void anotherLogIsToldByWhatTheResultSays() {
    String name = "logs/better/digits-20260314T041000Z-89570d7.txt";
    byte[] other =
        with(files ->
            files.put(name, "seed 1 is done\nseed 2 is lost\n".getBytes(StandardCharsets.UTF_8)));
    assertThat(findings(other))
        .containsExactly(
            new Finding(
                name, Kind.CHANGED, "bytes 25 to 28 are not those that follow from the results"));
  }

  @Test
  void anotherKeyIsToldFromTheNamedOne() {
    EvidenceKey other = EvidenceKey.of(folder.resolve("other"));
    byte[] resigned = Crate.write(subject(null), other);
    assertThat(findings(resigned)).isEmpty(); // whole, by a key that nobody named
    assertThat(Inspection.of(resigned, key.fingerprint()).findings())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.kind()).isEqualTo(Kind.SIGNATURE);
          assertThat(finding.what()).contains(other.fingerprint(), key.fingerprint());
        });
    // The manifest of one key beside the name of another
    byte[] mixed =
        with(files ->
            files.put(EvidenceKey.PUBLIC_FILE, other.publicPem().getBytes(StandardCharsets.UTF_8)));
    assertThat(findings(mixed))
        .anySatisfy(finding ->
            assertThat(finding.what())
                .isEqualTo("the key %s did not sign this manifest".formatted(other.fingerprint())));
  }

  @Test
  void aZipThatWasCutOffSaysWhereItEnds() {
    String name = "ro-crate-metadata.json";
    byte[] cut = Arrays.copyOf(zip, place(name) + 100);
    assertThat(findings(cut).getFirst().what())
        .startsWith("it ends inside '" + name + "', after 100 of ");
    for (int length = 0; length < zip.length; length += 97) {
      assertThat(findings(Arrays.copyOf(zip, length))).isNotEmpty();
    }
  }

  @Test
  void aZipThatAnotherProgramPackedIsReadAndSaysSo() throws IOException {
    Inspection inspection = Inspection.of(packed(Map.of()), null);
    assertThat(inspection.findings()).isEmpty();
    assertThat(inspection.notes()).singleElement().asString().contains("packed this zip again");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../escape.txt",
        "/etc/passwd",
        "C:/windows.txt",
        "a\\b.txt",
        "results/../../escape.txt",
        "README.TXT",
        "readme.txt/inside",
        "LICENSE.txt/inside",
        "nul.txt",
        "line\nbreak",
        ".hidden",
        "caf\u00e9.txt"
      })
  void aHostileNameIsRefusedAndNamed(String name) throws IOException {
    assertThat(findings(packed(Map.of(name, new byte[] {1}))))
        .anySatisfy(finding -> {
          assertThat(finding.kind()).isEqualTo(Kind.NAME);
          assertThat(finding.file()).isEqualTo(Names.shown(rawName(name)));
        });
  }

  private static String rawName(String name) {
    return new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  @Test
  void aNameThatIsThereTwiceIsRefused() {
    byte[] same =
        new String(zip, StandardCharsets.ISO_8859_1)
            .replace("manifest.sig", "formula.json")
            .getBytes(StandardCharsets.ISO_8859_1);
    assertThat(findings(same))
        .anySatisfy(finding -> assertThat(finding.what()).startsWith("it is there twice"));
  }

  @Test
  void aBombIsNotUnpacked() throws IOException {
    byte[] bomb = packed(Map.of("bomb.bin", new byte[PlainZip.LARGEST + 1]));
    assertThat(bomb.length).isLessThan(1 << 20);
    assertThat(findings(bomb))
        .anySatisfy(finding -> {
          assertThat(finding.file()).isEqualTo("bomb.bin");
          assertThat(finding.what()).contains("it is not read");
        });
  }

  /// As an ordinary program packs it, with more files.
  private byte[] packed(Map<String, byte[]> more) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var packer = new ZipOutputStream(out)) {
      for (PlainZip.File file : files()) {
        packer.putNextEntry(new ZipEntry(file.name()));
        packer.write(file.content());
      }
      for (Map.Entry<String, byte[]> file : more.entrySet()) {
        packer.putNextEntry(new ZipEntry(file.getKey()));
        packer.write(file.getValue());
      }
    }
    return out.toByteArray();
  }

  @Test
  void theMetadataIsLinkedDataInWhichEveryReferenceLeadsSomewhere() {
    byte[] named = Crate.write(subject(new Subject.Maker("A. Reader", "Some group")), key);
    PlainZip.Opened opened = PlainZip.open(named);
    JsonNode document =
        JsonMapper.shared()
            .readTree(
                opened.files().stream()
                    .filter(file -> file.name().equals(Crate.METADATA))
                    .findFirst()
                    .orElseThrow()
                    .content());
    Map<String, JsonNode> graph = new TreeMap<>();
    document.get("@graph").forEach(entity -> graph.put(entity.get("@id").asString(), entity));
    assertThat(graph).hasSize(document.get("@graph").size());
    List<String> outside = List.of("https://w3id.org/ro/crate/1.1");
    for (JsonNode entity : graph.values()) {
      assertThat(entity.has("@type")).isTrue();
      for (JsonNode reference : entity.findParents("@id")) {
        String id = reference.get("@id").asString();
        assertThat(graph.containsKey(id) || outside.contains(id)).as(id).isTrue();
      }
    }
    assertThat(requireNonNull(graph.get(Crate.METADATA)).at("/about/@id").asString())
        .isEqualTo("./");
    JsonNode root = requireNonNull(graph.get("./"));
    for (String needed : List.of("name", "description", "datePublished", "license")) {
      assertThat(root.has(needed)).as(needed).isTrue();
    }
    List<String> parts = root.get("hasPart").findValuesAsString("@id");
    assertThat(opened.files().stream().map(PlainZip.File::name))
        .filteredOn(name -> !name.equals(Crate.METADATA))
        .containsExactlyInAnyOrderElementsOf(parts);
    JsonNode action = requireNonNull(graph.get("#run-digits-20260315T041000Z-89570d7"));
    assertThat(action.get("@type").asString()).isEqualTo("CreateAction");
    assertThat(action.at("/instrument/@id").asString()).isEqualTo("#offprint-89570d7");
    assertThat(action.get("object").findValuesAsString("@id"))
        .contains("tasks/digits.json", "https://example.org/digits.csv");
    assertThat(requireNonNull(graph.get("https://example.org/digits.csv")).get("sha256").asString())
        .isEqualTo("ab".repeat(32));
    assertThat(action.at("/agent/@id").asString()).isEqualTo("#maker");
    assertThat(requireNonNull(graph.get("#organisation")).get("name").asString())
        .isEqualTo("Some group");
  }

  @Test
  void nobodyIsNamedUnlessAsked() {
    String metadata =
        new String(
            files().stream()
                .filter(file -> file.name().equals(Crate.METADATA))
                .findFirst()
                .orElseThrow()
                .content(),
            StandardCharsets.UTF_8);
    assertThat(metadata).doesNotContain("\"agent\"", "\"author\"", "Person");
  }

  @Test
  void theKeyIsItsOwnersAlone() throws IOException {
    Path file = EvidenceKey.file(folder);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
        .isEqualTo("rwx------");
    assertThat(EvidenceKey.of(folder).fingerprint()).isEqualTo(key.fingerprint());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> EvidenceKey.of(folder))
        .hasMessageContaining("can be read by others (rw-r--r--): chmod 600");
  }

  @Test
  void aKeyIsNamedByItsFingerprintOrItsFile() throws IOException {
    Path pem = Files.writeString(folder.resolve("key.pem"), key.publicPem());
    assertThat(EvidenceKey.named(pem.toString())).isEqualTo(key.fingerprint());
    assertThat(EvidenceKey.named(key.fingerprint().toUpperCase(java.util.Locale.ROOT)))
        .isEqualTo(key.fingerprint());
    assertThatThrownBy(() -> EvidenceKey.named("abc"))
        .hasMessageContaining("neither a fingerprint of 64 hexadecimal digits nor a file");
  }

  @Test
  void aRerunComparesWhatIsToRepeatAndNamesBothNumbers() {
    Result there = result("2026-03-14T04:10:00Z");
    assertThat(Repetition.of(there, there.runs())).isEqualTo(new Repetition(3, 3, List.of()));
    Run first = there.runs().getFirst();
    Run other =
        new Run(
            1,
            new LinkedHashMap<>(Map.of("gain", 6.5000001, "time", 77.0)),
            first.baseline(),
            first.others(),
            9.0,
            null);
    assertThat(Repetition.of(there, List.of(other)).differences())
        .singleElement()
        .satisfies(difference ->
            assertThat(difference.line())
                .isEqualTo("seed 1, ours, gain: 6.5 in the evidence, 6.5000001 here"));
  }
}
