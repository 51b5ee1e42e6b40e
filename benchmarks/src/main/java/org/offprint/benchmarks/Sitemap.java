package org.offprint.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The addresses of a running server's pages, as it tells them to crawlers: whatever it was filled
/// with, these exist.
///
/// @param days of day pages, from the root of the server
/// @param papers of paper pages
record Sitemap(List<String> days, List<String> papers) {
  private static final Pattern PLACE = Pattern.compile("<loc>([^<]+)</loc>");

  static Sitemap of(int port) {
    List<String> days = new ArrayList<>();
    List<String> papers = new ArrayList<>();
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (String part : places(client, port, "/sitemap.xml")) {
        boolean first = part.endsWith("-0.xml"); // the standing pages and the days
        for (String place : places(client, port, part)) {
          if (!first) {
            papers.add(place);
          } else if (place.startsWith("/papers/date/")) {
            days.add(place);
          }
        }
      }
    } catch (IOException e) {
      throw new BenchmarkFailure("the server's sitemap cannot be read: " + e);
    } catch (InterruptedException e) {
      throw new BenchmarkFailure("interrupted");
    }
    if (days.isEmpty()) {
      throw new BenchmarkFailure(
          "the server lists no papers on any day; import a daily-papers file into its data folder");
    }
    return new Sitemap(days, papers);
  }

  /// Its addresses begin with the one that readers are given, not with this port.
  private static List<String> places(HttpClient client, int port, String path)
      throws IOException, InterruptedException {
    URI address = URI.create("http://127.0.0.1:" + port + path);
    String xml =
        client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString()).body();
    List<String> places = new ArrayList<>();
    Matcher place = PLACE.matcher(xml);
    while (place.find()) {
      places.add(URI.create(place.group(1).replace("&amp;", "&")).getRawPath());
    }
    return places;
  }
}
