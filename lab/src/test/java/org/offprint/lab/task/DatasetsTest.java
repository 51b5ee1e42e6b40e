package org.offprint.lab.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.offprint.catalog.result.DataSource;

class DatasetsTest {
  /// SHA-256 of "abc", from FIPS 180-2, appendix B.1.
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir Path folder;

  private static DataSource source(String home) {
    return new DataSource("abc", "text/abc.txt", home, ABC, "none");
  }

  @Test
  void aPackedCopyIsFoundAndUnpacked() throws Exception {
    Files.createDirectories(folder.resolve("text"));
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("text/abc.txt.gz")))) {
      out.write("abc".getBytes(StandardCharsets.US_ASCII));
    }
    assertThat(
            new Datasets(List.of(folder), folder.resolve("kept"))
                .bytes(source("http://127.0.0.1:9/")))
        .asString()
        .isEqualTo("abc");
  }

  @Test
  void aCopyWithOtherBytesIsNotUsedAndTheMessageSaysWhatToDo() throws Exception {
    Files.createDirectories(folder.resolve("text"));
    Files.writeString(folder.resolve("text/abc.txt"), "abd");
    assertThatThrownBy(() ->
            new Datasets(List.of(folder), folder.resolve("kept"))
                .bytes(source("http://127.0.0.1:9/")))
        .isInstanceOf(Datasets.Unavailable.class)
        .hasMessageContaining("abc.txt: other content")
        .hasMessageContaining("--datasets DIR or OFFPRINT_DATASETS");
  }

  @Test
  void aFetchedCopyIsCheckedAndKept() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 3);
          exchange.getResponseBody().write("abc".getBytes(StandardCharsets.US_ASCII));
          exchange.close();
        });
    server.start();
    Datasets datasets = new Datasets(List.of(), folder.resolve("kept"));
    String home = "http://127.0.0.1:%d/".formatted(server.getAddress().getPort());
    assertThat(datasets.bytes(source(home))).asString().isEqualTo("abc");
    server.stop(0);
    assertThat(datasets.bytes(source(home))).asString().isEqualTo("abc");
    assertThat(folder.resolve("kept/text/abc.txt")).hasContent("abc");
  }
}
