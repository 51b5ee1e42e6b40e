package org.offprint.lab.evidence;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.offprint.catalog.result.DataSource;
import org.offprint.catalog.result.Method;
import org.offprint.catalog.result.Result;
import org.offprint.lab.evidence.Subject.Item;
import org.offprint.lab.evidence.Subject.Maker;

/// `ro-crate-metadata.json`: which files there are and how they belong together, as linked data.
///
/// Source: RO-Crate 1.1, https://w3id.org/ro/crate/1.1, and Process Run Crate 0.5,
/// https://w3id.org/ro/wfrun/process/0.5.
final class CrateMetadata {
  private static final String CONTEXT = "https://w3id.org/ro/crate/1.1/context";
  private static final String SPECIFICATION = "https://w3id.org/ro/crate/1.1";
  private static final String PROFILE = "https://w3id.org/ro/wfrun/process/0.5";
  private static final String APACHE = "https://www.apache.org/licenses/LICENSE-2.0";
  private static final String OFFPRINT = "#offprint-";

  private final Subject subject;
  private final SortedMap<String, byte[]> files;
  private final Map<String, Map<String, Object>> graph = new LinkedHashMap<>();

  CrateMetadata(Subject subject, SortedMap<String, byte[]> files) {
    this.subject = subject;
    this.files = files;
  }

  Map<String, Object> document() {
    entity(Crate.METADATA, "CreativeWork").put("conformsTo", id(SPECIFICATION));
    at(Crate.METADATA).put("about", id("./"));
    Map<String, Object> root = entity("./", "Dataset");
    maker();
    files.forEach(this::file);
    List<Map<String, String>> actions = subject.results().stream().map(this::action).toList();
    root(root, actions);
    entity(PROFILE, "CreativeWork").put("name", "Process Run Crate");
    at(PROFILE).put("version", "0.5");
    entity(APACHE, "CreativeWork").put("name", "Apache License 2.0");
    var document = new LinkedHashMap<String, Object>();
    document.put("@context", List.of(CONTEXT, Map.of("sha256", "https://schema.org/sha256")));
    document.put("@graph", List.copyOf(graph.values()));
    return document;
  }

  private void root(Map<String, Object> root, List<Map<String, String>> actions) {
    Method method = subject.method();
    Instant newest = subject.results().getLast().result().started();
    List<Map<String, String>> parts = new ArrayList<>();
    files.keySet().forEach(file -> parts.add(id(file)));
    for (String signing : List.of(Manifest.FILE, Manifest.SIGNATURE)) {
      parts.add(id(signing));
      entity(signing, "File").put("name", signing);
    }
    at(Manifest.FILE).put("encodingFormat", "application/json");
    at(Manifest.SIGNATURE).put("encodingFormat", "application/octet-stream");
    at(Manifest.SIGNATURE).put("description", "Ed25519 signature of manifest.json");
    root.put("conformsTo", id(PROFILE));
    root.put("name", "Evidence for %s, paper %s".formatted(method.name(), method.paper()));
    root.put(
        "description",
        "What the paper claims, the task that measures it, and every run of it here: %s."
            .formatted(subject.results().getLast().result().verdict().words()));
    root.put("datePublished", newest.toString());
    root.put("license", id(APACHE));
    if (subject.maker() != null) {
      root.put("author", id("#maker"));
    }
    if (method.paper().isArxiv()) {
      String paper = "https://arxiv.org/abs/" + method.paper();
      root.put("about", id(paper));
      entity(paper, "ScholarlyArticle").put("identifier", "arXiv:" + method.paper());
    }
    root.put("hasPart", parts);
    root.put("mentions", actions);
  }

  private void maker() {
    Maker maker = subject.maker();
    if (maker == null) {
      return;
    }
    Map<String, Object> person = entity("#maker", "Person");
    person.put("name", maker.name());
    if (maker.organisation() != null) {
      person.put("affiliation", id("#organisation"));
      entity("#organisation", "Organization").put("name", maker.organisation());
    }
  }

  private void file(String name, byte[] bytes) {
    Map<String, Object> file = entity(name, "File");
    file.put("name", name.substring(name.lastIndexOf('/') + 1));
    file.put("encodingFormat", format(name));
    file.put("contentSize", Integer.toString(bytes.length));
    file.put("sha256", Hashes.sha256(bytes));
  }

  private static String format(String name) {
    return name.endsWith(".json")
        ? "application/json"
        : name.endsWith(".jar")
            ? "application/java-archive"
            : name.endsWith(".pem") ? "application/x-pem-file" : "text/plain";
  }

  /// One run of the method on its task.
  private Map<String, String> action(Item item) {
    Result result = item.result();
    String run = "#run-" + item.stem();
    Map<String, Object> action = entity(run, "CreateAction");
    action.put("name", "%s on %s".formatted(result.method().name(), result.task().name()));
    action.put("description", result.verdict().words() + ": " + result.verdict().reason());
    action.put("startTime", result.started().toString());
    action.put(
        "endTime", result.started().plusMillis(Math.round(result.wallSeconds() * 1000)).toString());
    action.put("actionStatus", "http://schema.org/CompletedActionStatus");
    action.put("instrument", id(instrument(result)));
    if (subject.maker() != null) {
      action.put("agent", id("#maker"));
    }
    List<Map<String, String>> objects = new ArrayList<>();
    objects.add(id(Crate.task(item, subject.results())));
    objects.add(id(Crate.CLAIMS + Names.safe(result.method().paper().value()) + ".json"));
    result.task().data().forEach(source -> objects.add(id(data(source))));
    action.put("object", objects);
    action.put(
        "result",
        List.of(id(Crate.RESULTS + result.method().id() + "/" + item.file()), id(Crate.log(item))));
    return id(run);
  }

  /// Offprint at the commit that ran, with what it ran on.
  private String instrument(Result result) {
    String name = OFFPRINT + result.commit();
    if (graph.containsKey(name)) {
      return name;
    }
    Map<String, Object> software = entity(name, "SoftwareApplication");
    software.put("name", "Offprint, method " + result.method().id());
    software.put("softwareVersion", result.commit());
    software.put("description", "implemented in " + result.method().source());
    List<Map<String, String>> needs = new ArrayList<>();
    result
        .versions()
        .forEach((library, version) -> {
          String need = "#" + Names.safe(library) + "-" + Names.safe(version);
          needs.add(id(need));
          entity(need, "SoftwareApplication").put("name", library);
          at(need).put("softwareVersion", version);
        });
    software.put("softwareRequirements", needs);
    return name;
  }

  private String data(DataSource source) {
    Map<String, Object> file = entity(source.home(), "File");
    file.put("name", source.name());
    file.put("sha256", source.sha256());
    file.put(
        "description",
        "SHA-256 of the plain file; licence as its home states it: " + source.licence());
    return source.home();
  }

  private Map<String, Object> entity(String id, String type) {
    Map<String, Object> entity = new LinkedHashMap<>();
    entity.put("@id", id);
    entity.put("@type", type);
    graph.put(id, entity);
    return entity;
  }

  private Map<String, Object> at(String id) {
    Map<String, Object> entity = graph.get(id);
    if (entity == null) {
      throw new IllegalStateException("no entity " + id);
    }
    return entity;
  }

  private static Map<String, String> id(String id) {
    return Map.of("@id", id);
  }
}
