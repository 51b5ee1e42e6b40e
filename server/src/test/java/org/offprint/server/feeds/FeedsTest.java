package org.offprint.server.feeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offprint.server.TestPapers.listed;
import static org.offprint.server.TestServer.header;

import com.rometools.rome.feed.synd.SyndFeed;
import com.rometools.rome.io.SyndFeedInput;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offprint.server.TestPapers;
import org.offprint.server.TestServer;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Rules from RFC 4287, the RSS 2.0, JSON Feed 1.1 and OPML 2.0 specifications, and a parse by
/// ROME, which had no part in writing.
class FeedsTest {
  private static final String ATOM = "http://www.w3.org/2005/Atom";
  private static TestServer server;

  @BeforeAll
  static void start() {
    server =
        TestServer.with(
            TestPapers.FULL_LISTED,
            listed("2603.00002", "2026-03-05", 40, "2026-03-03T00:00:00Z"),
            listed("2603.00005", "2026-03-09", null, "2026-03-06T00:00:00Z"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/papers",
        "/papers/date/2026-03-05",
        "/papers/date/2020-01-01",
        "/papers/week/2026-W10",
        "/papers/month/2026-03",
        "/papers/trending",
        "/search",
        "/authors/Ada%20Lovelace",
        "/organisations/analytical-engines",
        "/categories/cs.CL",
        "/editions/first",
        "/methods",
        "/comments",
        "/papers/2603.01234/comments"
      })
  void everyListIsAValidFeedInEveryForm(String list) throws Exception {
    String query = list.equals("/search") ? "?q=entropy" : "";
    atomFollowsItsRfc(list + ".atom" + query);
    rssFollowsItsSpecification(list + ".rss" + query);
    jsonFollowsItsSpecification(list + ".json" + query);
  }

  @Test
  void aFeedHasWhatItsListHas() throws Exception {
    SyndFeed day = rome(server.get("/papers/date/2026-03-05.atom").body());
    assertThat(day.getEntries())
        .extracting(entry -> entry.getTitle())
        .containsExactly("Paper 2603.00002", "A <Full> Paper & Its \"Facts\"");
    assertThat(day.getEntries().get(1).getAuthors())
        .extracting(person -> person.getName())
        .containsExactly("Ada Lovelace", "Paul Erdős");
    assertThat(rome(server.get("/authors/Ada%20Lovelace.rss").body()).getEntries()).hasSize(1);
  }

  @Test
  void aLongListGoesOnInTheNextPageWithoutRepeating() throws Exception {
    Document first = xml(server.get("/editions/first.atom").body());
    String next =
        children(first.getDocumentElement(), ATOM, "link").stream()
            .filter(link -> link.getAttribute("rel").equals("next"))
            .map(link -> link.getAttribute("href"))
            .findFirst()
            .orElseThrow();
    Document second = xml(server.get(next.substring(server.address().length())).body());
    Set<String> ids = new HashSet<>(ids(first));
    ids.addAll(ids(second));
    assertThat(ids).hasSize(ids(first).size() + ids(second).size()).hasSize(55);
  }

  @Test
  void aSearchFeedSaysHowManyThereAre() throws Exception {
    Element feed = xml(server.get("/search.atom?q=entropy").body()).getDocumentElement();
    assertThat(Integer.parseInt(text(feed, OpenSearch.NAMESPACE, "totalResults"))).isPositive();
    assertThat(text(feed, OpenSearch.NAMESPACE, "startIndex")).isEqualTo("1");
  }

  @Test
  void aRepeatedPollCostsHeadersOnly() {
    for (String path : List.of("/papers.atom", "/papers.rss", "/papers.json", "/feeds.opml")) {
      HttpResponse<String> first = server.get(path);
      HttpResponse<String> byTag = server.get(path, "If-None-Match", header(first, "ETag"));
      HttpResponse<String> byDate =
          server.get(path, "If-Modified-Since", header(first, "Last-Modified"));
      assertThat(byTag.statusCode()).as(path).isEqualTo(304);
      assertThat(byTag.body()).isEmpty();
      assertThat(byDate.statusCode()).as(path).isEqualTo(304);
    }
  }

  @Test
  void theStandingFeedsAreAnOutlineOfAddressesThatAnswer() throws Exception {
    Element opml = xml(server.get("/feeds.opml").body()).getDocumentElement();
    assertThat(opml.getTagName()).isEqualTo("opml");
    assertThat(opml.getAttribute("version")).isEqualTo("2.0");
    assertThat(children(opml, null, "head")).hasSize(1);
    assertThat(children(opml, null, "body")).hasSize(1);
    var outlines = opml.getElementsByTagName("outline");
    assertThat(outlines.getLength()).isGreaterThan(4);
    for (int i = 0; i < outlines.getLength(); i++) {
      Element outline = (Element) outlines.item(i);
      assertThat(outline.getAttribute("text")).isNotEmpty();
      String address = outline.getAttribute("xmlUrl");
      if (!address.isEmpty()) {
        assertThat(server.get(address.substring(server.address().length())).statusCode())
            .as(address)
            .isEqualTo(200);
      }
    }
  }

  @Test
  void whatIsNoDayOrPageIsRefused() {
    assertThat(server.get("/papers/date/2026-02-30.atom").statusCode()).isEqualTo(400);
    assertThat(server.get("/papers.atom?p=0").statusCode()).isEqualTo(400);
    assertThat(server.get("/editions/none.rss").statusCode()).isEqualTo(404);
  }

  private static void atomFollowsItsRfc(String path) throws Exception {
    HttpResponse<String> answer = server.get(path);
    assertThat(header(answer, "Content-Type")).startsWith("application/atom+xml");
    Element feed = xml(answer.body()).getDocumentElement();
    assertThat(feed.getLocalName()).isEqualTo("feed");
    assertThat(feed.getNamespaceURI()).isEqualTo(ATOM);
    exactlyOne(feed, "id", "title", "updated"); // 4.1.1
    assertThat(URI.create(text(feed, ATOM, "id")).isAbsolute()).isTrue(); // 4.2.6
    OffsetDateTime.parse(text(feed, ATOM, "updated")); // 3.3
    List<Element> links = children(feed, ATOM, "link");
    assertThat(links)
        .filteredOn(link -> link.getAttribute("rel").equals("self"))
        .extracting(link -> link.getAttribute("href"))
        .containsExactly(server.address() + path);
    assertThat(links) // 4.1.1: one alternate of a type
        .extracting(link -> link.getAttribute("rel") + " " + link.getAttribute("type"))
        .doesNotHaveDuplicates();
    assertThat(children(feed, ATOM, "author")).isNotEmpty();
    for (Element entry : children(feed, ATOM, "entry")) {
      exactlyOne(entry, "id", "title", "updated"); // 4.1.2
      OffsetDateTime updated = OffsetDateTime.parse(text(entry, ATOM, "updated"));
      for (Element published : children(entry, ATOM, "published")) {
        assertThat(OffsetDateTime.parse(published.getTextContent())).isBeforeOrEqualTo(updated);
      }
      assertThat(children(entry, ATOM, "link"))
          .anyMatch(link -> link.getAttribute("rel").equals("alternate"));
      assertThat(children(entry, ATOM, "summary").size()).isLessThanOrEqualTo(1);
      children(entry, ATOM, "author").forEach(author -> exactlyOne(author, "name")); // 3.2
    }
    assertThat(ids(feed.getOwnerDocument())).doesNotHaveDuplicates();
    assertThat(rome(answer.body()).getEntries()).hasSize(children(feed, ATOM, "entry").size());
  }

  private static void rssFollowsItsSpecification(String path) throws Exception {
    HttpResponse<String> answer = server.get(path);
    assertThat(header(answer, "Content-Type")).startsWith("application/rss+xml");
    Element rss = xml(answer.body()).getDocumentElement();
    assertThat(rss.getAttribute("version")).isEqualTo("2.0");
    Element channel = children(rss, null, "channel").getFirst();
    for (String required : List.of("title", "link", "description")) {
      assertThat(children(channel, null, required)).as(required).hasSize(1);
    }
    assertThat(children(channel, ATOM, "link"))
        .filteredOn(link -> link.getAttribute("rel").equals("self"))
        .extracting(link -> link.getAttribute("href"))
        .containsExactly(server.address() + path);
    List<String> guids = new ArrayList<>();
    for (Element item : children(channel, null, "item")) {
      assertThat(text(item, null, "title")).isNotBlank();
      assertThat(text(item, null, "link")).startsWith(server.address() + "/");
      Element guid = children(item, null, "guid").getFirst();
      assertThat(guid.getAttribute("isPermaLink")).isEqualTo("false");
      guids.add(guid.getTextContent());
      for (Element date : children(item, null, "pubDate")) {
        DateTimeFormatter.RFC_1123_DATE_TIME.parse(date.getTextContent());
      }
      assertThat(children(item, null, "author")).isEmpty(); // it would have to be a mail address
    }
    assertThat(guids).doesNotHaveDuplicates();
    assertThat(rome(answer.body()).getEntries()).hasSize(guids.size());
  }

  private static void jsonFollowsItsSpecification(String path) {
    HttpResponse<String> answer = server.get(path);
    assertThat(header(answer, "Content-Type")).startsWith("application/feed+json");
    JsonNode feed = new JsonMapper().readTree(answer.body());
    assertThat(feed.get("version").stringValue()).isEqualTo("https://jsonfeed.org/version/1.1");
    assertThat(feed.get("title").stringValue()).isNotBlank();
    assertThat(feed.get("feed_url").stringValue()).isEqualTo(server.address() + path);
    for (JsonNode item : feed.get("items")) {
      assertThat(item.get("id").isString()).isTrue();
      assertThat(item.has("content_html") || item.has("content_text")).isTrue();
      OffsetDateTime.parse(item.get("date_modified").stringValue());
      if (item.has("authors")) {
        item.get("authors").forEach(author -> assertThat(author.has("name")).isTrue());
      }
    }
  }

  private static List<String> ids(Document feed) {
    return children(feed.getDocumentElement(), ATOM, "entry").stream()
        .map(entry -> text(entry, ATOM, "id"))
        .toList();
  }

  private static void exactlyOne(Element parent, String... names) {
    for (String name : names) {
      assertThat(children(parent, ATOM, name)).as(name).hasSize(1);
    }
  }

  private static String text(Element parent, @Nullable String namespace, String name) {
    return children(parent, namespace, name).getFirst().getTextContent();
  }

  private static List<Element> children(Element parent, @Nullable String namespace, String name) {
    List<Element> found = new ArrayList<>();
    for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child instanceof Element element
          && element.getLocalName().equals(name)
          && Objects.equals(element.getNamespaceURI(), namespace)) {
        found.add(element);
      }
    }
    return found;
  }

  private static Document xml(String text) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(text)));
  }

  private static SyndFeed rome(String text) throws Exception {
    return new SyndFeedInput().build(new StringReader(text));
  }
}
