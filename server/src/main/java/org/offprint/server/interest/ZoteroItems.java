package org.offprint.server.interest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.ingest.ImportRefused;
import org.offprint.server.ingest.LocalKey;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Items of Zotero: as its API answers them (`data` inside), as Better BibTeX exports them
/// (`items`), and as CSL JSON. Notes and attachments are no works.
final class ZoteroItems {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int LONGEST = 100_000;
  private static final Set<String> NO_WORKS = Set.of("attachment", "note", "annotation");
  private static final Pattern ARXIV = Pattern.compile("(?i)arxiv\\s*:\\s*(\\S+)");

  private ZoteroItems() {}

  static LibraryFile read(String name, byte[] content) {
    JsonNode items = items(name, content);
    List<Interest> works = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    int number = 0;
    for (JsonNode item : items) {
      number++;
      JsonNode data = item.path("data").isObject() ? item.path("data") : item;
      if (!NO_WORKS.contains(text(data, "itemType"))) {
        String title = text(data, "title");
        if (!data.isObject() || title.isEmpty()) {
          refused.add("item %d: it has no title".formatted(number));
        } else {
          works.add(work(data, title, name));
        }
      }
    }
    return new LibraryFile(works, refused);
  }

  /// @throws ImportRefused if there are none
  static JsonNode items(String name, byte[] content) {
    try {
      JsonNode document = JSON.readTree(content);
      JsonNode items = document.path("items").isArray() ? document.path("items") : document;
      if (items.isArray()) {
        return items;
      }
    } catch (JacksonException e) {
      throw new ImportRefused("%s is not JSON: %s".formatted(name, e.getOriginalMessage()));
    }
    throw new ImportRefused(
        "%s holds no list of items: expected what Zotero exports as JSON, BibTeX or RIS"
            .formatted(name));
  }

  private static Interest work(JsonNode data, String title, String source) {
    List<String> authors = authors(data);
    String text =
        text(data, "abstractNote").isEmpty() ? text(data, "abstract") : text(data, "abstractNote");
    return new Interest(
        key(data).orElseGet(() -> LocalKey.of(title, authors)).value(),
        title,
        text.isEmpty() ? null : text,
        authors,
        Interests.moment(text(data, "dateAdded")),
        source);
  }

  private static List<String> authors(JsonNode data) {
    List<String> authors = new ArrayList<>();
    for (JsonNode creator : data.path("creators")) {
      String type = text(creator, "creatorType");
      if (type.isEmpty() || type.equals("author")) {
        authors.add(name(creator, "firstName", "lastName", "name"));
      }
    }
    for (JsonNode author : data.path("author")) {
      authors.add(name(author, "given", "family", "literal"));
    }
    return authors.stream().filter(author -> !author.isEmpty()).limit(500).toList();
  }

  private static String name(JsonNode person, String first, String last, String whole) {
    String name = (text(person, first) + " " + text(person, last)).strip();
    return name.isEmpty() ? text(person, whole) : name;
  }

  private static Optional<PaperId> key(JsonNode data) {
    List<String> candidates =
        new ArrayList<>(List.of(text(data, "archiveID"), text(data, "url"), text(data, "URL")));
    Matcher extra =
        ARXIV.matcher(text(data, "extra") + " " + text(data, "note") + " " + text(data, "number"));
    if (extra.find()) {
      candidates.add("arXiv:" + extra.group(1));
    }
    candidates.add(text(data, "DOI"));
    List<PaperId> ids = candidates.stream().flatMap(text -> PaperId.parse(text).stream()).toList();
    return ids.stream().filter(PaperId::isArxiv).findFirst().or(() -> ids.stream().findFirst());
  }

  private static String text(JsonNode node, String field) {
    @Nullable JsonNode value = node.get(field);
    String text = value != null && value.isString() ? value.stringValue() : "";
    String clean = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return clean.length() > LONGEST ? clean.substring(0, LONGEST) : clean;
  }
}
