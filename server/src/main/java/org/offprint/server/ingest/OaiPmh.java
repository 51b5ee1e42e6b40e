package org.offprint.server.ingest;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.offprint.catalog.paper.Origin;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.SaidDate;
import org.offprint.catalog.paper.Version;

/// Pages of an OAI-PMH harvest of arXiv, in its three metadata formats, with deletions. Several
/// pages may stand in one file.
record OaiPmh() implements Format {
  private static final Pattern LIST =
      Pattern.compile("<(OAI-PMH|ListRecords|GetRecord|record)[\\s/>]");
  private static final Pattern TOKEN =
      Pattern.compile("<resumptionToken[^>]*>\\s*([^<\\s][^<]*)</resumptionToken>");
  private static final Pattern ERROR =
      Pattern.compile("<error\\s+code\\s*=\\s*[\"'](\\w+)[\"'][^>]*>([^<]*)");
  private static final Pattern VERSION = Pattern.compile("v([1-9]\\d{0,3})");

  @Override
  public String name() {
    return "OAI-PMH";
  }

  @Override
  public String accepts() {
    return "OAI-PMH (arXiv, arXivRaw, oai_dc)";
  }

  @Override
  public boolean recognises(String opening) {
    return LIST.matcher(opening).find();
  }

  @Override
  public void read(SourceFile file, Consumer<Raw> records) throws IOException {
    Xml.refuseDoctype(file);
    String[] lastToken = {""};
    new XmlRecords("record", OaiPmh::said)
        .read(
            file,
            raw -> {
              lastToken[0] = ""; // a page that follows has answered the token
              records.accept(raw);
            },
            outside -> {
              Matcher token = TOKEN.matcher(outside);
              if (token.find()) {
                lastToken[0] = token.group(1).strip();
              }
              Matcher error = ERROR.matcher(outside);
              if (error.find()) {
                file.note(
                    "the server answered %s: %s"
                        .formatted(error.group(1), PlainText.line(error.group(2))));
              }
            });
    if (!lastToken[0].isEmpty()) {
      file.note(
          "the list goes on with resumption token " + Fields.cut(PlainText.line(lastToken[0])));
    }
  }

  private static Said said(String xml) {
    XmlElement record = XmlElement.parse(xml);
    XmlElement header = record.first("header");
    if (header == null) {
      throw new Unreadable("<header> is missing in <record>");
    }
    String identifier = header.neededText("identifier").strip();
    PaperId id =
        PaperId.parse(identifier)
            .orElseThrow(() ->
                new Unreadable(
                    "<identifier> is not a paper: '%s'".formatted(Fields.cut(identifier))));
    String stamp = header.text("datestamp") == null ? "" : header.neededText("datestamp").strip();
    if ("deleted".equals(header.attribute("status"))) {
      return new Said.Withdrawn(id, moment(stamp));
    }
    XmlElement metadata = record.first("metadata");
    if (metadata == null || metadata.children().size() != 1) {
      throw new Unreadable("<metadata> with one element is missing in <record>");
    }
    XmlElement content = metadata.children().getFirst();
    Draft draft =
        switch (content.name()) {
          case "arXiv" -> arxiv(id, content);
          case "arXivRaw" -> raw(id, content);
          case "dc" -> dublinCore(id, content);
          default ->
              throw new Unreadable(
                  "<%s> is not a known metadata format: expected arXiv, arXivRaw or oai_dc"
                      .formatted(Fields.cut(content.name())));
        };
    return new Said.OfPaper(draft.paper("arxiv-oai", Origin.Rank.arxiv, stamp), null);
  }

  private static Draft arxiv(PaperId id, XmlElement metadata) {
    Draft draft = common(id, metadata);
    XmlElement authors = metadata.first("authors");
    for (XmlElement author : authors == null ? List.<XmlElement>of() : authors.all("author")) {
      String name =
          String.join(
              " ", part(author, "forenames"), part(author, "keyname"), part(author, "suffix"));
      List<XmlElement> affiliations = author.all("affiliation");
      draft.author(
          TexText.plain(name),
          null,
          affiliations.isEmpty() ? null : affiliations.getFirst().text(),
          null);
    }
    draft.published = ArxivAtom.date(metadata.text("created"));
    draft.updated = ArxivAtom.date(metadata.text("updated"));
    return draft;
  }

  private static Draft raw(PaperId id, XmlElement metadata) {
    Draft draft = common(id, metadata);
    ArxivFacts.authors(draft, metadata.text("authors"));
    for (XmlElement version : metadata.all("version")) {
      String name = String.valueOf(version.attribute("version"));
      Matcher number = VERSION.matcher(name);
      if (!number.matches()) {
        throw new Unreadable("version='%s': expected v1, v2, …".formatted(Fields.cut(name)));
      }
      String date = version.text("date");
      draft.versions.add(
          new Version(
              Integer.parseInt(number.group(1)),
              date == null ? null : SnapshotForm.mailDate(date),
              version.text("size")));
    }
    draft.versions.sort(java.util.Comparator.comparingInt(Version::number));
    if (!draft.versions.isEmpty()) {
      draft.published = SnapshotForm.date(draft.versions.getFirst().submitted());
      draft.updated = SnapshotForm.date(draft.versions.getLast().submitted());
    }
    return draft;
  }

  private static Draft common(PaperId id, XmlElement metadata) {
    Draft draft =
        new Draft(id)
            .title(metadata.neededText("title"))
            .abstractText(metadata.text("abstract"))
            .comment(metadata.text("comments"))
            .journalReference(metadata.text("journal-ref"))
            .doi(metadata.text("doi"))
            .licence(metadata.text("license"));
    ArxivFacts.categories(draft, metadata.text("categories"));
    return draft;
  }

  /// Dublin Core: the first description is the abstract, a later one a comment; the first date is
  /// the first version's; subjects are names of categories, not their keys.
  private static Draft dublinCore(PaperId id, XmlElement metadata) {
    List<XmlElement> descriptions = metadata.all("description");
    Draft draft = new Draft(id).title(metadata.neededText("title"));
    if (!descriptions.isEmpty()) {
      draft.abstractText(descriptions.getFirst().text());
    }
    if (descriptions.size() > 1) {
      draft.comment(descriptions.get(1).text().replaceFirst("^\\s*Comment:\\s*", ""));
    }
    for (XmlElement creator : metadata.all("creator")) {
      draft.author(Names.inOrder(TexText.plain(creator.text())));
    }
    List<SaidDate> dates =
        metadata.all("date").stream()
            .map(date -> ArxivAtom.date(date.text()))
            .filter(java.util.Objects::nonNull)
            .sorted()
            .toList();
    if (!dates.isEmpty()) {
      draft.published = dates.getFirst();
      draft.updated = dates.size() > 1 ? dates.getLast() : null;
    }
    for (XmlElement identifier : metadata.all("identifier")) {
      Optional<PaperId> doi = PaperId.parse(identifier.text()).filter(PaperId::isDoi);
      doi.ifPresent(found -> draft.doi(found.value()));
    }
    return draft;
  }

  private static String part(XmlElement author, String name) {
    String text = author.text(name);
    return text == null ? "" : text;
  }

  private static Instant moment(String stamp) {
    SaidDate date = ArxivAtom.date(stamp);
    if (date == null) {
      throw new Unreadable("<datestamp> is missing in <header>");
    }
    return date.instant();
  }
}
