package org.offprint.server.site;

import java.util.List;
import org.offprint.catalog.result.Result;

/// One result file, shown.
///
/// @param bytes the size of the file
/// @param others runs of the same method on the same task, newest first
public record RunPage(
    Frame frame,
    Evidence run,
    String title,
    String paperHref,
    int bytes,
    List<PaperPage.Link> others) {
  public Result result() {
    return run.result();
  }

  public String memory(long bytes) {
    double gigabytes = bytes / (double) (1 << 30);
    return gigabytes >= 1
        ? Words.value(gigabytes) + "\u00a0GiB"
        : Words.value(bytes / (double) (1 << 20)) + "\u00a0MiB";
  }
}
