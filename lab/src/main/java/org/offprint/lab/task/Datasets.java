package org.offprint.lab.task;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.offprint.catalog.result.DataSource;

/// Finds the data of a task: in the folders it is given, else from its public home, kept for the
/// next time. Every copy is checked by its SHA-256, so two machines that both run have run on the
/// same bytes.
///
/// @param folders where to look, in order; a file may lie there plain or as .gz
/// @param kept where a fetched file is put
public record Datasets(List<Path> folders, Path kept) {
  /// The data could not be had; the message says where it was looked for and what to do.
  public static final class Unavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unavailable(String message) {
      super(message);
    }
  }

  public byte[] bytes(DataSource source) {
    List<String> tried = new ArrayList<>();
    List<Path> places = new ArrayList<>(folders);
    places.add(kept);
    for (Path folder : places) {
      for (String ending : List.of("", ".gz")) {
        Path file = folder.resolve(source.file() + ending);
        if (!Files.isRegularFile(file)) {
          tried.add(file + ": not there");
          continue;
        }
        try {
          byte[] bytes = plain(Files.readAllBytes(file), ending);
          if (sha256(bytes).equals(source.sha256())) {
            return bytes;
          }
          tried.add(file + ": other content, SHA-256 " + sha256(bytes));
        } catch (IOException e) {
          tried.add(file + ": " + e);
        }
      }
    }
    return fetch(source, tried);
  }

  private byte[] fetch(DataSource source, List<String> tried) {
    try (HttpClient client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(Duration.ofSeconds(10))
            .build()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(source.home())).timeout(Duration.ofMinutes(2)).build();
      HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      byte[] body = response.body();
      if (response.statusCode() == 200) {
        body = plain(body, source.home().endsWith(".gz") ? ".gz" : "");
        if (sha256(body).equals(source.sha256())) {
          keep(source, body);
          return body;
        }
      }
      tried.add(
          "%s: answered %d with SHA-256 %s"
              .formatted(source.home(), response.statusCode(), sha256(body)));
    } catch (IOException e) {
      tried.add(source.home() + ": " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      tried.add(source.home() + ": interrupted");
    }
    throw new Unavailable(
        "No copy of %s with SHA-256 %s:\n  %s\nPut it into a folder as %s (or .gz) and name that folder with --datasets DIR or OFFPRINT_DATASETS."
            .formatted(source.name(), source.sha256(), String.join("\n  ", tried), source.file()));
  }

  private void keep(DataSource source, byte[] bytes) throws IOException {
    Path file = kept.resolve(source.file());
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path part = Files.createTempFile(file.toAbsolutePath().getParent(), "fetched", ".part");
    Files.write(part, bytes);
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private static byte[] plain(byte[] bytes, String ending) throws IOException {
    if (ending.isEmpty()) {
      return bytes;
    }
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new UncheckedIOException(new IOException("every Java platform has SHA-256", e));
    }
  }
}
