package org.offprint.catalog.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.result.Method;
import org.offprint.catalog.result.PaperClaims;
import org.offprint.catalog.result.ResultFile;
import org.offprint.catalog.result.ResultFileException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/// A paper that a plug-in brings, as the files below `META-INF/offprint/` of its jar say: the
/// paper, its methods, its claims and its golden values.
///
/// @param sha256 of the jar: what ran is this and no other
/// @param methods one or more, of this paper, without a number
/// @param golden the text of its golden file
public record PluginJar(
    Path jar,
    String sha256,
    PaperFacts paper,
    List<Method> methods,
    PaperClaims claims,
    String golden) {
  public static final String FOLDER = "META-INF/offprint/";
  private static final int LARGEST = 16 << 20;

  public PluginJar {
    methods = List.copyOf(methods);
  }

  /// What the folders hold.
  ///
  /// @param refused a line for each jar that is left out
  public record Found(List<PluginJar> plugins, List<String> refused) {
    public Found {
      plugins = List.copyOf(plugins);
      refused = List.copyOf(refused);
    }
  }

  /// Every `*.jar` of the folders in the order of their names; a folder that is not there holds
  /// none. One that is refused takes nothing with it.
  ///
  /// @param knownMethod whether a method of this name is here already, without any plug-in
  /// @param knownPaper the same for a paper
  public static Found in(
      List<Path> folders, Predicate<String> knownMethod, Predicate<PaperId> knownPaper) {
    List<PluginJar> plugins = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    Map<String, String> owners = new HashMap<>();
    for (Path jar : jars(folders, refused)) {
      try {
        PluginJar plugin = read(jar);
        plugin.requireNew(owners, knownMethod, knownPaper);
        plugins.add(plugin);
      } catch (PluginRefused e) {
        refused.add(String.valueOf(e.getMessage()));
      }
    }
    return new Found(plugins, refused);
  }

  private static List<Path> jars(List<Path> folders, List<String> refused) {
    List<Path> jars = new ArrayList<>();
    Set<Path> seen = new HashSet<>();
    for (Path folder : folders) {
      if (!Files.isDirectory(folder) || !seen.add(folder.toAbsolutePath().normalize())) {
        continue;
      }
      try (Stream<Path> files = Files.list(folder)) {
        files.filter(file -> file.toString().endsWith(".jar")).sorted().forEach(jars::add);
      } catch (IOException e) {
        refused.add("the plug-ins in %s cannot be listed: %s".formatted(folder, e));
      }
    }
    return jars;
  }

  private void requireNew(
      Map<String, String> owners, Predicate<String> knownMethod, Predicate<PaperId> knownPaper) {
    if (knownPaper.test(paper.id())) {
      throw new PluginRefused(
          name(), "paper %s is one of this edition already".formatted(paper.id()));
    }
    for (Method method : methods) {
      if (knownMethod.test(method.id())) {
        throw new PluginRefused(
            name(), "there is a method '%s' already: give yours another id".formatted(method.id()));
      }
    }
    List<String> keys = new ArrayList<>();
    keys.add("paper " + paper.id());
    methods.forEach(method -> keys.add("method '" + method.id() + "'"));
    for (String key : keys) {
      if (owners.containsKey(key)) {
        throw new PluginRefused(
            name(),
            "%s is brought by %s already: remove one of the two".formatted(key, owners.get(key)));
      }
    }
    keys.forEach(key -> owners.put(key, name()));
  }

  /// The name of the jar's file.
  public String name() {
    return String.valueOf(jar.getFileName());
  }

  /// @throws PluginRefused if the jar is not a plug-in or contradicts itself
  public static PluginJar read(Path jar) {
    String name = String.valueOf(jar.getFileName());
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      PaperFacts paper = parsed(name, zip, "paper.json", new TypeReference<PaperFacts>() {});
      List<Method> methods =
          parsed(name, zip, "methods.json", new TypeReference<List<Method>>() {});
      PaperClaims claims =
          PaperClaims.parse(FOLDER + "claims.json", text(name, zip, "claims.json"));
      String golden = text(name, zip, "golden.json");
      return checked(name, new PluginJar(jar, sha256(jar), paper, methods, claims, golden));
    } catch (IOException e) {
      throw new PluginRefused(name, "it cannot be read as a jar: " + e.getMessage(), e);
    } catch (ResultFileException | IllegalArgumentException e) {
      throw new PluginRefused(name, String.valueOf(e.getMessage()), e);
    }
  }

  private static <T> T parsed(String jar, ZipFile zip, String file, TypeReference<T> type)
      throws IOException {
    String text = text(jar, zip, file);
    try {
      T value = ResultFile.JSON.readValue(text, type);
      if (value == null) {
        throw new PluginRefused(jar, file + " holds 'null': expected what docs/formats.md says");
      }
      return value;
    } catch (JacksonException e) {
      throw new PluginRefused(jar, "%s: %s%s".formatted(file, e.getOriginalMessage(), at(e)), e);
    }
  }

  private static String at(JacksonException e) {
    return e.getLocation() == null || e.getLocation().getLineNr() < 1
        ? ""
        : " (line %d)".formatted(e.getLocation().getLineNr());
  }

  private static PluginJar checked(String name, PluginJar plugin) {
    if (plugin.methods.isEmpty()) {
      throw new PluginRefused(name, "methods.json is empty: expected at least one method");
    }
    Set<String> ids = new HashSet<>();
    for (Method method : plugin.methods) {
      if (!method.paper().equals(plugin.paper.id())) {
        throw new PluginRefused(
            name,
            "method '%s' is of paper %s, and paper.json is about %s"
                .formatted(method.id(), method.paper(), plugin.paper.id()));
      }
      if (method.number() != null) {
        throw new PluginRefused(
            name,
            "method '%s' has number %d: numbers are those of the first edition, expected null"
                .formatted(method.id(), method.number()));
      }
      if (!ids.add(method.id())) {
        throw new PluginRefused(name, "methods.json names '%s' twice".formatted(method.id()));
      }
    }
    if (!plugin.claims.paper().equals(plugin.paper.id())) {
      throw new PluginRefused(
          name,
          "claims.json is about paper %s, and paper.json about %s"
              .formatted(plugin.claims.paper(), plugin.paper.id()));
    }
    return plugin;
  }

  private static String text(String jar, ZipFile zip, String file) throws IOException {
    ZipEntry entry = zip.getEntry(FOLDER + file);
    if (entry == null) {
      throw new PluginRefused(
          jar,
          "it has no %s%s; docs/add-a-paper.md says what belongs in it".formatted(FOLDER, file));
    }
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw new PluginRefused(
            jar, "%s%s is larger than %d MiB".formatted(FOLDER, file, LARGEST >> 20));
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private static String sha256(Path file) throws IOException {
    try (var in =
        new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IOException("every Java platform has SHA-256", e);
    }
  }
}
