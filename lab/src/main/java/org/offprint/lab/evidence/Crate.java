package org.offprint.lab.evidence;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.offprint.catalog.result.DataSource;
import org.offprint.catalog.result.Result;
import org.offprint.catalog.result.ResultFile;
import org.offprint.catalog.result.Task;
import org.offprint.lab.evidence.Subject.Item;

/// The zip of a method's evidence. Its bytes follow from the files and the key, so that whoever has
/// both makes the same zip again.
public final class Crate {
  static final String METADATA = "ro-crate-metadata.json";
  static final String CLAIMS = "claims/";
  static final String RESULTS = "results/";
  static final String TASKS = "tasks/";
  static final String LOGS = "logs/";
  static final String ENVIRONMENT = "environment.json";

  private static final String README =
      """
      Evidence for %s (paper %s), an RO-Crate (https://w3id.org/ro/crate/1.1).

      claims/       what the paper claims, in our words
      tasks/        data, split, protocol, metrics and the rule of the verdict, fixed before the run
      results/      what each run measured, seed by seed, and the verdict, byte for byte
      logs/         what each run said
      golden/       values from an independent reference; formula.json says how many agree
      environment.json         versions and machine of each run
      ro-crate-metadata.json   how all of this belongs together
      manifest.json            size, CRC-32 and SHA-256 of every file
      manifest.sig             its Ed25519 signature by public-key.pem

      With Offprint:     ./offprint evidence check FILE.zip [--key FINGERPRINT] [--rerun]
      Without it:        openssl pkeyutl -verify -pubin -inkey public-key.pem -rawin -in manifest.json -sigfile manifest.sig
                         sha256sum each file and compare with manifest.json
      The key's fingerprint is %s
      (SHA-256 of the public key in DER form). Ask whoever gave you this for it by another way.
      """;

  private static final String LICENCE =
      """
      Result files, logs, claims, tasks and golden values in this folder: Apache-2.0, as Offprint itself; see
      https://www.apache.org/licenses/LICENSE-2.0. Claims are in Offprint's words; the papers belong to their authors.

      Data sets are not in this folder. A run read them from:
      """;

  private Crate() {}

  public static byte[] write(Subject subject, EvidenceKey key) {
    SortedMap<String, byte[]> files = new TreeMap<>(derived(subject.results()));
    String paper = Names.safe(subject.method().paper().value());
    files.put(CLAIMS + paper + ".json", subject.claims());
    for (Item item : subject.results()) {
      files.put(RESULTS + subject.method().id() + "/" + item.file(), item.bytes());
    }
    files.put("golden/" + subject.method().id() + ".json", subject.golden());
    files.put("formula.json", json(subject.formula()));
    if (subject.plugin() != null) {
      files.put("software/" + Names.safe(subject.plugin().file()), subject.plugin().bytes());
    }
    files.put("LICENSE.txt", licence(subject));
    files.put(
        "README.txt",
        text(
            README.formatted(
                subject.method().name(), subject.method().paper(), key.fingerprint())));
    files.put(EvidenceKey.PUBLIC_FILE, text(key.publicPem()));
    files.put(METADATA, json(new CrateMetadata(subject, files).document()));
    byte[] manifest = Manifest.of(files).bytes();
    files.put(Manifest.FILE, manifest);
    files.put(Manifest.SIGNATURE, key.sign(manifest));
    return PlainZip.write(files);
  }

  /// What follows from result files alone: tasks, logs and the environment.
  static SortedMap<String, byte[]> derived(List<Item> results) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    Map<String, Object> environment = new LinkedHashMap<>();
    for (Item item : results) {
      Result result = item.result();
      files.put(task(item, results), json(result.task()));
      files.put(log(item), text(String.join("\n", result.log()) + "\n"));
      var one = new LinkedHashMap<String, Object>();
      one.put("commit", result.commit());
      one.put("versions", result.versions());
      one.put("machine", result.machine());
      one.put("settings", result.settings());
      environment.put(item.file(), one);
    }
    files.put(ENVIRONMENT, json(environment));
    return files;
  }

  /// The file of a result's task: that of the newest result has the task's name, another wording
  /// that of its run.
  static String task(Item item, List<Item> all) {
    Task task = item.result().task();
    boolean current =
        all.stream()
            .map(other -> other.result().task())
            .filter(other -> other.id().equals(task.id()))
            .reduce((earlier, later) -> later)
            .filter(task::equals)
            .isPresent();
    return TASKS + (current ? task.id() : item.stem()) + ".json";
  }

  static String log(Item item) {
    return LOGS + item.result().method().id() + "/" + item.stem() + ".txt";
  }

  private static byte[] licence(Subject subject) {
    Set<DataSource> sources = new LinkedHashSet<>();
    subject.results().forEach(item -> sources.addAll(item.result().task().data()));
    List<String> lines = new ArrayList<>();
    for (DataSource source : sources) {
      lines.add(
          "%s, %s, SHA-256 %s%n  licence: %s"
              .formatted(source.name(), source.home(), source.sha256(), source.licence())
              .replace(System.lineSeparator(), "\n"));
    }
    if (lines.isEmpty()) {
      lines.add("none: the task makes its data itself");
    }
    return text(LICENCE + String.join("\n", lines) + "\n");
  }

  static byte[] json(Object value) {
    return text(ResultFile.JSON.writeValueAsString(value) + "\n");
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
