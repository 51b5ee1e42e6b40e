package org.offprint.lab.evidence;

import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.result.Claim;
import org.offprint.catalog.result.PaperClaims;
import org.offprint.catalog.result.Result;
import org.offprint.catalog.result.ResultFile;
import org.offprint.catalog.result.ResultFileException;
import org.offprint.lab.evidence.Finding.Kind;
import org.offprint.lab.evidence.PlainZip.File;
import org.offprint.lab.evidence.Subject.Item;

/// What a zip of evidence says, checked without anything else: no network, no file beside it.
///
/// @param files how many it holds
/// @param fingerprint of the key that it names; null where it names none
/// @param findings everything that is wrong, nothing where it is as it was signed
/// @param notes what a reader should know besides
/// @param results those that can be read, in the order of their start
public record Inspection(
    int files,
    @Nullable String fingerprint,
    List<Finding> findings,
    List<String> notes,
    List<Result> results) {
  public Inspection {
    findings = List.copyOf(findings);
    notes = List.copyOf(notes);
    results = List.copyOf(results);
  }

  /// @param zip all of its bytes
  /// @param trusted the fingerprint of the key that is expected; null where any will do
  public static Inspection of(byte[] zip, @Nullable String trusted) {
    return new Inspector(zip).inspect(trusted);
  }

  /// The newest result of each task: what a rerun repeats.
  public List<Result> newest() {
    Map<String, Result> newest = new LinkedHashMap<>();
    results.forEach(result -> newest.put(result.task().id(), result));
    return List.copyOf(newest.values());
  }

  private static final class Inspector {
    private final byte[] zip;
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final SortedMap<String, File> files = new TreeMap<>();
    private SortedMap<String, byte[]> derived = new TreeMap<>();

    Inspector(byte[] zip) {
      this.zip = zip;
    }

    Inspection inspect(@Nullable String trusted) {
      PlainZip.Opened opened = PlainZip.open(zip);
      findings.addAll(opened.findings());
      opened.files().forEach(file -> files.put(file.name(), file));
      List<Item> items = results();
      derived = Crate.derived(items);
      Optional<PublicKey> key = key();
      String fingerprint = key.map(EvidenceKey::fingerprint).orElse(null);
      manifest(key).ifPresent(this::compare);
      if (trusted != null && !trusted.equals(fingerprint)) {
        say(
            Manifest.SIGNATURE,
            Kind.SIGNATURE,
            "it is signed by the key %s, and you named %s".formatted(fingerprint, trusted));
      }
      claims(items);
      if (opened.findings().isEmpty()) {
        PlainZip.difference(zip, opened.files()).ifPresent(this::container);
      }
      return new Inspection(
          opened.files().size(),
          fingerprint,
          findings,
          notes,
          items.stream().map(Item::result).toList());
    }

    private void say(String file, Kind kind, String what) {
      findings.add(new Finding(file, kind, what));
    }

    private void container(PlainZip.Difference difference) {
      if (difference.sameLength()) {
        say(
            "",
            Kind.ZIP,
            "byte %,d of the zip, in %s, is not as it was written"
                .formatted(difference.place(), difference.part()));
      } else {
        notes.add("another program has packed this zip again; its files were compared one by one");
      }
    }

    // The signature

    private Optional<PublicKey> key() {
      File pem = files.get(EvidenceKey.PUBLIC_FILE);
      if (pem == null) {
        return Optional.empty();
      }
      // A damaged key is mended if the manifest knows how it was, so that the rest can be checked.
      byte[] bytes =
          Optional.ofNullable(files.get(Manifest.FILE))
              .flatMap(manifest -> Manifest.read(manifest.content()))
              .flatMap(manifest -> manifest.line(pem.name()))
              .flatMap(line -> mended(pem, line))
              .map(OneByte.Change::repaired)
              .orElse(pem.content());
      return EvidenceKey.publicKey(new String(bytes, StandardCharsets.US_ASCII));
    }

    /// The manifest as it was signed, or as it is where that cannot be known.
    private Optional<Manifest> manifest(Optional<PublicKey> key) {
      File manifest = files.get(Manifest.FILE);
      File signature = files.get(Manifest.SIGNATURE);
      if (manifest == null) {
        say(Manifest.FILE, Kind.MISSING, "without it nothing can be compared");
      }
      if (signature == null) {
        say(Manifest.SIGNATURE, Kind.MISSING, "nobody has signed the manifest");
      }
      if (key.isEmpty()) {
        say(
            EvidenceKey.PUBLIC_FILE,
            files.containsKey(EvidenceKey.PUBLIC_FILE) ? Kind.SIGNATURE : Kind.MISSING,
            "there is no public Ed25519 key to check the signature with");
      }
      if (manifest == null) {
        return Optional.empty();
      }
      byte[] text = manifest.content();
      if (key.isPresent() && signature != null) {
        text = signed(key.get(), manifest, signature);
      }
      Optional<Manifest> read = Manifest.read(text);
      if (read.isEmpty()) {
        say(Manifest.FILE, Kind.CONTENT, "it is not a manifest in canonical JSON, format 1");
      }
      return read;
    }

    private byte[] signed(PublicKey key, File manifest, File signature) {
      if (EvidenceKey.verifies(key, manifest.content(), signature.content())) {
        return manifest.content();
      }
      Optional<OneByte.Change> text =
          OneByte.find(
              manifest.content(),
              manifest.crc(),
              candidate -> EvidenceKey.verifies(key, candidate, signature.content()));
      if (text.isPresent()) {
        say(Manifest.FILE, Kind.CHANGED, words(text.get()));
        return text.get().repaired();
      }
      Optional<OneByte.Change> sign =
          OneByte.find(
              signature.content(),
              signature.crc(),
              candidate -> EvidenceKey.verifies(key, manifest.content(), candidate));
      if (sign.isPresent()) {
        say(Manifest.SIGNATURE, Kind.CHANGED, words(sign.get()));
      } else {
        say(
            Manifest.SIGNATURE,
            Kind.SIGNATURE,
            "the key %s did not sign this manifest".formatted(EvidenceKey.fingerprint(key)));
      }
      return manifest.content();
    }

    // The files

    private void compare(Manifest manifest) {
      for (Manifest.Line line : manifest.files()) {
        File file = files.get(line.path());
        if (file == null) {
          say(
              Names.allowed(line.path()) ? line.path() : Names.shown(line.path()),
              Kind.MISSING,
              "the manifest has %,d bytes of it".formatted(line.size()));
        } else if (!Hashes.sha256(file.content()).equals(line.sha256())) {
          say(line.path(), Kind.CHANGED, change(file, line));
        }
      }
      List<String> signing = List.of(Manifest.FILE, Manifest.SIGNATURE);
      for (String name : files.keySet()) {
        if (!signing.contains(name) && manifest.line(name).isEmpty()) {
          say(name, Kind.ADDED, "the manifest does not name it");
        }
      }
    }

    private static Optional<OneByte.Change> mended(File file, Manifest.Line line) {
      Predicate<byte[]> isOriginal = bytes -> Hashes.sha256(bytes).equals(line.sha256());
      if (!line.crc32().matches("[0-9a-f]{8}") || file.content().length != line.size()) {
        return Optional.empty();
      }
      return OneByte.find(file.content(), Integer.parseUnsignedInt(line.crc32(), 16), isOriginal);
    }

    private String change(File file, Manifest.Line line) {
      Optional<OneByte.Change> one = mended(file, line);
      if (one.isPresent()) {
        return words(one.get());
      }
      byte[] expected = derived.get(file.name());
      if (expected != null && Hashes.sha256(expected).equals(line.sha256())) {
        return range(expected, file.content());
      }
      return "%,d bytes with SHA-256 %s, and the manifest has %,d bytes with %s"
          .formatted(
              file.content().length, Hashes.sha256(file.content()), line.size(), line.sha256());
    }

    private static String words(OneByte.Change change) {
      return "byte %,d is %s and was %s%s"
          .formatted(
              change.place(),
              letter(change.is()),
              letter(change.was()),
              JsonPlace.of(change.repaired(), change.place())
                  .map(path -> ", in " + path)
                  .orElse(""));
    }

    private static String letter(int value) {
      return value > ' ' && value < 127 ? "'%c'".formatted(value) : "0x%02x".formatted(value);
    }

    /// Where a file differs from what the results say that it was.
    private static String range(byte[] was, byte[] is) {
      int first = Arrays.mismatch(was, is);
      int tail = 0;
      while (tail < Math.min(was.length, is.length) - first
          && was[was.length - 1 - tail] == is[is.length - 1 - tail]) {
        tail++;
      }
      return "bytes %,d to %,d are not those that follow from the results%s"
          .formatted(
              first,
              Math.max(first, is.length - 1 - tail),
              JsonPlace.of(was, first).map(path -> ", in " + path).orElse(""));
    }

    // What the results say

    private List<Item> results() {
      List<Item> items = new ArrayList<>();
      for (File file : files.tailMap(Crate.RESULTS).values()) {
        if (!file.name().startsWith(Crate.RESULTS)) {
          break;
        }
        String text = new String(file.content(), StandardCharsets.UTF_8);
        try {
          String name = file.name().substring(file.name().lastIndexOf('/') + 1);
          items.add(new Item(name, file.content(), ResultFile.parse(file.name(), text)));
        } catch (ResultFileException e) {
          say(
              file.name(),
              Kind.CONTENT,
              String.valueOf(e.getMessage()).replace(file.name() + " is", "it is"));
        }
      }
      items.sort(
          Comparator.comparing((Item item) -> item.result().started()).thenComparing(Item::file));
      return items;
    }

    private void claims(List<Item> items) {
      List<Claim> claims = new ArrayList<>();
      for (File file : files.tailMap(Crate.CLAIMS).values()) {
        if (file.name().startsWith(Crate.CLAIMS)) {
          try {
            String text = new String(file.content(), StandardCharsets.UTF_8);
            claims.addAll(PaperClaims.parse(file.name(), text).claims());
          } catch (ResultFileException e) {
            say(file.name(), Kind.CONTENT, String.valueOf(e.getMessage()));
            return;
          }
        }
      }
      if (claims.isEmpty()) {
        return; // that there are none is said already
      }
      for (Item item : items) {
        Claim claim = item.result().task().claim();
        if (claims.stream().noneMatch(other -> PaperClaims.same(other, claim))) {
          say(
              Crate.RESULTS + item.result().method().id() + "/" + item.file(),
              Kind.CONTENT,
              "its claim ('%s') is not among the paper's".formatted(claim.metric()));
        }
      }
    }
  }
}
