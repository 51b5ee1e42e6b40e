package org.offprint.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.offprint.server.TestDays;
import org.offprint.server.TestPapers;
import org.offprint.server.TestServer;
import org.w3c.dom.Document;

class OpsTest {
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.with(TestPapers.FULL_LISTED);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aLivingServerSaysSoAndIsNeverCached() {
    HttpResponse<String> alive = server.get("/healthz");
    assertThat(alive.statusCode()).isEqualTo(200);
    assertThat(alive.body()).isEqualTo("ok\n");
    assertThat(alive.headers().firstValue("Cache-Control")).hasValue("no-store");
  }

  @Test
  void aServerIsReadyWhenDatabaseAndIndexAre() {
    HttpResponse<String> ready = server.get("/readyz");
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(ready.body())
        .isEqualTo("{\"ready\":true,\"parts\":{\"database\":\"ok\",\"index\":\"ok\"}}");
  }

  @Test
  void metricsCountRequestsByRouteAndPapers() {
    server.get("/papers/trending");
    HttpResponse<String> metrics = server.get("/metrics");

    assertThat(metrics.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain;version=0.0.4");
    assertThat(metrics.body())
        .contains(
            "http_server_requests_seconds_count{method=\"GET\",route=\"/papers/trending\",status=\"200\"}")
        .contains("http_server_requests_seconds_bucket{")
        .containsPattern("(?m)^offprint_papers [1-9]")
        .containsPattern("(?m)^offprint_outbox 0.0$");
  }

  @Test
  void metricsSayHowDaysAndSourcesStand() {
    TestDays.fill(server.database());
    assertThat(server.get("/metrics").body())
        .contains("offprint_day_state{category=\"cs.LG\",state=\"awaited\"} 1.0\n")
        .contains("offprint_day_state{category=\"cs.LG\",state=\"complete\"} 0.0\n")
        .contains("offprint_day_missing{category=\"cs.LG\"} 2.0\n")
        .contains("offprint_days_open{category=\"cs.CL\"} 1.0\n")
        .contains("offprint_days_open{category=\"cs.LG\"} 3.0\n")
        .containsPattern("(?m)^offprint_day_lag_seconds\\{category=\"cs.CL\"} [1-9]")
        .contains("offprint_quarantine_waiting{source=\"arxiv-oai\"} 1.0\n")
        .contains("offprint_quarantined 1.0\n")
        .contains("offprint_alarms 1.0\n")
        .contains("offprint_source_requests_last_day{outcome=\"later\",source=\"arxiv-api\"} 1.0\n")
        .contains(
            "offprint_source_requests_last_day{outcome=\"unchanged\",source=\"arxiv-rss\"} 1.0\n")
        .containsPattern("(?m)^offprint_source_answered_seconds\\{source=\"arxiv-oai\"} [56]\\d\\.")
        .doesNotContain("offprint_source_answered_seconds{source=\"arxiv-api\"}");
  }

  @Test
  void aBrowserLearnsWhereToSearch() throws Exception {
    HttpResponse<String> description = server.get("/opensearch.xml");
    assertThat(description.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/opensearchdescription+xml");
    assertThat(xml(description.body()).getDocumentElement().getTagName())
        .isEqualTo("OpenSearchDescription");
    assertThat(description.body())
        .contains("template=\"" + server.address() + "/search?q={searchTerms}\"");
    assertThat(server.get("/search?q=paper").statusCode()).isEqualTo(200);
  }

  @Test
  void theSitemapListsEveryPaperAndRobotsPointToIt() throws Exception {
    String robots = server.get("/robots.txt").body();
    assertThat(robots)
        .contains("Sitemap: " + server.address() + "/sitemap.xml")
        .contains("Disallow: /search\n");

    Document index = xml(server.get("/sitemap.xml").body());
    assertThat(index.getElementsByTagName("loc").getLength()).isEqualTo(2);
    Document papers = xml(server.get("/sitemap-1.xml").body());
    assertThat(papers.getElementsByTagName("loc").item(0).getTextContent())
        .startsWith(server.address() + "/papers/");
    assertThat(server.get("/sitemap-2.xml").statusCode()).isEqualTo(404);
  }

  private static Document xml(String text) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(
            new java.io.ByteArrayInputStream(
                text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }
}
