package org.offprint.server.harvest;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.server.ingest.Batch;
import org.offprint.server.ingest.ImportRefused;
import org.offprint.server.ingest.PreprintList;

/// bioRxiv and medRxiv: a walk is what a server posted on one day, new preprints and new versions.
/// A channel is a server or a category of it: `biorxiv/neuroscience`. How many come on a page is
/// the server's choice, so the walk counts what came.
public record Biorxiv(URI base, Duration pause) implements Source {
  @Override
  public String name() {
    return "biorxiv";
  }

  @Override
  public String gate() {
    return "biorxiv";
  }

  @Override
  public String accept() {
    return "application/json";
  }

  @Override
  public boolean isWitness() {
    return false;
  }

  private static String server(Walk walk) {
    return walk.channel().replaceFirst("/.*", "");
  }

  private static @Nullable String category(Walk walk) {
    int slash = walk.channel().indexOf('/');
    return slash < 0 ? null : walk.channel().substring(slash + 1);
  }

  private static int start(Walk walk) {
    return walk.cursor() == null ? 0 : Integer.parseInt(walk.cursor());
  }

  @Override
  public URI address(Walk walk) {
    @Nullable String category = category(walk);
    return URI.create(
        "%s/details/%s/%s/%s/%d%s"
            .formatted(
                base.toString().replaceFirst("/+$", ""),
                server(walk),
                walk.day(),
                walk.day(),
                start(walk),
                category == null ? "" : "?category=" + category));
  }

  @Override
  public SourcePage read(Walk walk, byte[] body) {
    Bodies.requireEnd(body, '}');
    PreprintList list;
    try {
      list = PreprintList.read(server(walk), category(walk), body);
    } catch (ImportRefused e) {
      throw new BrokenPage(String.valueOf(e.getMessage()));
    }
    int reached = start(walk) + list.read();
    if (list.read() == 0 && reached < list.total()) {
      throw new BrokenPage(
          "%s sent an empty page where %d of %d preprints were to come"
              .formatted(server(walk), list.total() - reached, list.total()));
    }
    return new SourcePage(
        Batch.read(list.records()),
        List.of(),
        reached < list.total() ? String.valueOf(reached) : null,
        walk.day());
  }
}
