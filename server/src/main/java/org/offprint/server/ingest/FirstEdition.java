package org.offprint.server.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Edition;
import org.offprint.catalog.paper.Listing;
import org.offprint.catalog.paper.Origin;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.PaperLink;
import org.offprint.catalog.paper.Tally;
import org.offprint.server.db.Database;
import org.offprint.server.paper.Papers;
import org.offprint.server.paper.Papers.Offered;
import tools.jackson.databind.json.JsonMapper;

/// The edition that comes with the program: its papers, their places and their methods. What it
/// says gives way to every other source, but its summaries in our own words, which no other source
/// has.
///
/// A corrected file raises `edition.revision`, so that its records win over those of the file
/// before.
public final class FirstEdition {
  private static final String NAME = "first-edition";
  private static final String RESOURCE = "/first-edition.json";

  private final Database database;
  private final Papers papers;

  public FirstEdition(Database database, Papers papers) {
    this.database = database;
    this.papers = papers;
  }

  /// Loads the edition unless the very same file has been loaded before.
  ///
  /// @return whether it was loaded
  public boolean load() {
    return load(resource());
  }

  boolean load(byte[] file) {
    MessageDigest sha = Digests.sha256();
    String digest = HexFormat.of().formatHex(sha.digest(file));
    Optional<String> loaded =
        database
            .sql()
            .sql("select digest from bundle where name = :name")
            .param("name", NAME)
            .query(String.class)
            .optional();
    if (loaded.filter(digest::equals).isPresent()) {
      return false;
    }
    Content content = Content.read(file);
    return database.inTransaction(() -> {
      store(content, digest);
      return true;
    });
  }

  /// The paper that the bundled edition has under a title, whatever its case and punctuation.
  public static Optional<PaperId> idOf(String title) {
    String key = Titles.key(title);
    return Bundled.PAPERS.stream()
        .filter(item -> Titles.key(item.paper().title()).equals(key))
        .map(item -> item.paper().id())
        .findFirst();
  }

  private void store(Content content, String digest) {
    Edition edition = content.edition();
    database
        .sql()
        .sql(
            "insert into edition (slug, name, day) values (:slug, :name, :day) on conflict (slug) do update set name = excluded.name, day = excluded.day")
        .param("slug", edition.slug())
        .param("name", edition.name())
        .param("day", edition.day())
        .update();
    // A place that the new file gives to another paper must not stay with the old one.
    database
        .sql()
        .sql("delete from listing where edition = :slug")
        .param("slug", edition.slug())
        .update();
    papers.save(
        content.items().stream()
            .map(item ->
                new Offered(
                    item.paper(),
                    new Listing(
                        edition.day(),
                        item.paper().id(),
                        edition.slug(),
                        item.number(),
                        null,
                        null)))
            .toList());
    methods(content.items());
    database
        .sql()
        .sql(
            "insert into bundle (name, digest) values (:name, :digest) on conflict (name) do update set digest = excluded.digest")
        .param("name", NAME)
        .param("digest", digest)
        .update();
  }

  private void methods(List<Item> items) {
    database.sql().sql("delete from method").update(); // every method comes from this file
    for (Item item : items) {
      for (Method method : item.methods()) {
        database
            .sql()
            .sql(
                "insert into method (id, name, paper, number, family, needs) values (:id, :name, :paper, :number, :family, :needs)")
            .param("id", method.id())
            .param("name", method.name())
            .param("paper", item.paper().id().value())
            .param("number", item.number())
            .param("family", item.family())
            .param("needs", item.needs())
            .update();
      }
    }
  }

  private static byte[] resource() {
    try (InputStream in = FirstEdition.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the program was built without " + RESOURCE);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Read when first asked for.
  private static final class Bundled {
    static final List<Item> PAPERS = Content.read(resource()).items();
  }

  private record Method(String id, String name) {}

  private record Item(
      int number, Paper paper, String family, List<Method> methods, @Nullable String needs) {}

  private record Content(Edition edition, List<Item> items) {
    static Content read(byte[] file) {
      Fields root = new Fields(JsonMapper.shared().readTree(file));
      Fields head = root.object("edition");
      if (head == null) {
        throw new Unreadable("'edition' is missing in " + RESOURCE);
      }
      Edition edition =
          new Edition(head.neededText("slug"), head.neededText("name"), head.neededDay("day"));
      Integer revision = head.count("revision");
      List<Item> items = new ArrayList<>();
      for (Fields entry : root.objects("papers")) {
        items.add(item(entry, edition.day(), revision == null ? 0 : revision));
      }
      return new Content(edition, items);
    }

    private static Item item(Fields entry, LocalDate day, int revision) {
      Integer number = entry.count("number");
      if (number == null) {
        throw new Unreadable("'number' is missing in a paper of " + RESOURCE);
      }
      Draft draft = new Draft(entry.id("id")).title(entry.neededText("title"));
      entry.texts("authors").forEach(draft::author);
      draft.authorCount = entry.count("authorCount");
      draft.published = entry.date("published");
      draft.primaryCategory(entry.text("primaryCategory"));
      entry.texts("categories").forEach(draft::category);
      entry.texts("code").forEach(url -> draft.link(PaperLink.Kind.code, url, "edition"));
      draft.link(PaperLink.Kind.project, entry.text("project"), "edition");
      entry.texts("keywords").forEach(draft::keyword);
      draft.summary = entry.text("summary");
      Fields organisation = entry.object("organisation");
      if (organisation != null) {
        draft.organisation(organisation.neededText("slug"), organisation.neededText("name"), null);
      }
      draft.tally =
          new Tally(null, entry.count("comments"), null, Instant.parse(day + "T00:00:00Z"));
      List<Method> methods =
          entry.objects("methods").stream()
              .map(method -> new Method(method.neededText("id"), method.neededText("name")))
              .toList();
      String asOf = "%s r%04d".formatted(day, revision);
      return new Item(
          number,
          draft.paper("first-edition", Origin.Rank.bundled, asOf),
          entry.neededText("family"),
          methods,
          entry.text("needs"));
    }
  }
}
